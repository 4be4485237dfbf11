// Follows an include line, or says why not, as both programs do.
import type { Bytes } from '../../model/bytes.ts';
import type { Lexer } from './lexer.ts';

/** A file that includes itself ends where the system runs out of file descriptors. */
const DEEPEST = 64;
const MOST = 10_000;

/** False when the file can't be read; then both messages have been given. */
export function includeFile(lexer: Lexer, path: string, text: Bytes | null, complaint: string): boolean {
  const { reader } = lexer;
  lexer.included += 1;
  const tooMany = reader.depth >= DEEPEST || lexer.included > MOST;
  if (text !== null && !tooMany) {
    reader.include(path, text, { start: lexer.before, end: lexer.end });
    return true;
  }
  reader.messages.push(`${complaint}: ${path}: ${tooMany ? 'Too many open files' : 'No such file or directory'}`);
  reader.report(`failed to include file ${path}`);
  return false;
}
