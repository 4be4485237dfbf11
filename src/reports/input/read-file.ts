// One file on disk, bounded, and never a fifo or device that would hang the run.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { MAX_ARRIVAL_BYTES, tooLarge, type Arrival, type Rejected } from './arrival.ts';

// Most reports fit: one open, one read, one close for each.
const COMMON = Buffer.allocUnsafeSlow(128 * 1024);

export function readFile(name: string): Arrival | Rejected {
  try {
    return withOpen(name, (descriptor) => {
      const length = readSync(descriptor, COMMON, 0, COMMON.length, null);
      if (length < COMMON.length) return { name, bytes: Buffer.from(COMMON.subarray(0, length)) };
      return readLarge(name, descriptor);
    });
  } catch (error) {
    return unreadable(name, error);
  }
}

function readLarge(name: string, descriptor: number): Arrival | Rejected {
  const found = fstatSync(descriptor);
  if (!found.isFile()) return { name, reason: 'unreadable', problem: 'is not a regular file' };
  if (found.size > MAX_ARRIVAL_BYTES) return tooLarge(name);
  const bytes = Buffer.allocUnsafeSlow(found.size);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, length);
    if (read === 0) break;
    length += read;
  }
  return { name, bytes: bytes.subarray(0, length) };
}

export function withOpen<T>(name: string, use: (descriptor: number) => T): T {
  // O_NONBLOCK: opening a fifo must not wait for a writer.
  const descriptor = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const WORDS: Readonly<Record<string, string>> = { ENOENT: 'no such file or directory', EACCES: 'permission denied', EIO: 'input/output error', ELOOP: 'too many levels of symbolic links' };

export function unreadable(name: string, error: unknown): Rejected {
  const { code } = error as { code?: unknown };
  return { name, reason: 'unreadable', problem: `can't be read: ${typeof code === 'string' ? (WORDS[code] ?? code) : (error as Error).message}` };
}
