// What keeps a report out of the store for now: the mail system is asked to try again.

export class StoreError extends Error {
  readonly path: string;
  constructor(path: string, message: string) {
    super(message);
    this.name = 'StoreError';
    this.path = path;
  }
}

/** Runs what touches the store; what the system refuses leaves as StoreError. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw typeof code === 'string' && !(error instanceof StoreError) ? new StoreError(path, SENTENCES[code] ?? `can't be written: ${code}`) : error;
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOSPC: 'no space left on device',
  EROFS: 'read-only file system',
  EDQUOT: 'disk quota exceeded',
  ELOOP: 'is a symbolic link',
  ENOTDIR: 'not a directory',
};
