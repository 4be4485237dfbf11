// The files of the store belong to who delivers mail; root reads them too, and must neither follow a link nor wait for a fifo that was put in their place.
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/** For reading. Throws the system's error, or one with the code EFTYPE for what is no regular file. */
export function openRegular(path: string): number {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw Object.assign(new Error(`${path} is not a regular file`), { code: 'EFTYPE', path });
}

/** The whole of it. */
export function readRegular(path: string): Buffer {
  const descriptor = openRegular(path);
  try {
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
