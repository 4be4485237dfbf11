// The system's words and what they mean: "ENOSPC", "no space left on device".
import { HostError } from '../model/host.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  ELOOP: 'is a symbolic link',
  EEXIST: 'file exists',
  EFBIG: 'is larger than stsctl reads',
  EDQUOT: 'disk quota exceeded',
  EIO: 'input/output error',
  EMFILE: 'too many open files',
};

/** Null for a word nobody has a sentence for. */
export function sentenceOf(word: string): string | null {
  return SENTENCES[word] ?? null;
}

/** As strerror(3) has them in the C locale; two systems may differ in case and a word. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/no space left on device|file system is full/i, 'ENOSPC'],
  [/read-only file ?system/i, 'EROFS'],
  [/quota exceeded/i, 'EDQUOT'],
  [/permission denied/i, 'EACCES'],
  [/operation not permitted/i, 'EPERM'],
  [/directory nonexistent|no such file/i, 'ENOENT'],
  [/not a directory/i, 'ENOTDIR'],
  [/is a directory/i, 'EISDIR'],
  [/file exists/i, 'EEXIST'],
  [/too many levels of symbolic links/i, 'ELOOP'],
  [/file too large/i, 'EFBIG'],
];

/** From what a command of the host said. */
export function errorFromWords(said: string, path: string): HostError {
  const word = PHRASES.find(([phrase]) => phrase.test(said))?.[1] ?? 'EIO';
  const last = said.trim().split('\n').at(-1) ?? '';
  return new HostError(word, path, word === 'EIO' && last !== '' ? last : (sentenceOf(word) ?? word));
}
