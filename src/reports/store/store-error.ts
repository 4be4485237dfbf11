// What keeps a report out of the store for now: the mail system is asked to try again.
import { dirname } from 'node:path';

export class StoreError extends Error {
  readonly path: string;
  /** What to do. */
  readonly next: string;
  constructor(path: string, message: string, next = 'mend it') {
    super(message);
    this.name = 'StoreError';
    this.path = path;
    this.next = next;
  }
}

/** Runs what touches the store; what the system refuses leaves as StoreError. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (typeof code !== 'string' || error instanceof StoreError) throw error;
    throw new StoreError(path, sentenceOf(code) ?? `can't be written: ${code}`, code === 'EACCES' ? nextForOwner(path) : undefined);
  }
}

/** A delivery agent's user has no store of his own yet, or does not get through to it. */
function nextForOwner(path: string): string {
  const directory = path.endsWith('/lock') ? dirname(path) : path;
  return `as root, give it to the user that delivers: install -d -o USER -g GROUP -m 750 ${directory}; chmod 711 ${dirname(directory)}`;
}

/** What the system's error means, where it needs no looking up. */
export function sentenceOf(code: string): string | undefined {
  return SENTENCES[code];
}

const SENTENCES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
  EDQUOT: 'disk quota exceeded',
  ELOOP: 'is a symbolic link',
  EFTYPE: 'is not a regular file',
  ENOTDIR: 'not a directory',
};
