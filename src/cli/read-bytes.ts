// A file as bytes, for the parsers that must not lose one.
import { readFileSync, statSync } from 'node:fs';
import type { Bytes } from '../model/bytes.ts';

/** "-" is standard input. A directory reads as an empty file, as fopen(3) has it; null for what can't be opened. */
export function readBytes(file: string): Bytes | null {
  try {
    return readFileSync(file === '-' ? 0 : file, 'latin1');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR' ? '' : null;
  }
}

export function isDirectory(file: string): boolean {
  return file !== '-' && statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
