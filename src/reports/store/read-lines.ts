// Complete lines of a file, in pieces: a month of any size costs the memory of one piece.
import { closeSync, readSync } from 'node:fs';
import { openRegular } from './open-regular.ts';

const PIECE = 1024 * 1024;
const LF = 0x0a;

export interface Line {
  readonly text: string;
  /** Where the next line begins. */
  readonly end: number;
}

/** From `from`, which must be the beginning of a line. A last line without its newline is still being written: left out. */
export function* readLines(path: string, from = 0): Generator<Line> {
  const descriptor = openForReading(path);
  if (descriptor === null) return;
  try {
    yield* linesOf(descriptor, from);
  } finally {
    closeSync(descriptor);
  }
}

function* linesOf(descriptor: number, from: number): Generator<Line> {
  let buffer = Buffer.allocUnsafeSlow(PIECE);
  let [position, kept] = [from, 0];
  for (;;) {
    // A line longer than the piece.
    if (kept === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
    const read = readSync(descriptor, buffer, kept, buffer.length - kept, position + kept);
    if (read === 0) return;
    const filled = buffer.subarray(0, kept + read);
    let start = 0;
    for (let end = filled.indexOf(LF, kept); end >= 0; end = filled.indexOf(LF, start)) {
      yield { text: filled.toString('utf8', start, end), end: position + end + 1 };
      start = end + 1;
    }
    filled.copyWithin(0, start);
    position += start;
    kept = filled.length - start;
  }
}

function openForReading(path: string): number | null {
  try {
    return openRegular(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
