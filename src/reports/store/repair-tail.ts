// What a crash leaves at the end of a month: half a line, or raw bytes that no line speaks of.
import { fstatSync, ftruncateSync, readSync } from 'node:fs';
import { parseStored } from '../../formats/tls-report/stored-line.ts';

const LF = 0x0a;
const STEP = 64 * 1024;

/** Cuts off a torn last line; returns the size. */
export function repairLines(descriptor: number): number {
  const { size } = fstatSync(descriptor);
  const end = lineEndBefore(descriptor, size);
  if (end < size) ftruncateSync(descriptor, end);
  return end;
}

/** Cuts off raw bytes behind those of the last line, lest they end the stream for zcat; returns the size. */
export function repairRaw(raw: number, lines: number, linesSize: number): number {
  const { size } = fstatSync(raw);
  const last = linesSize === 0 ? null : lastReport(lines, linesSize);
  // A last line that can't be read says nothing: better an orphan than a lost report.
  if (last === null && linesSize > 0) return size;
  const end = last === null ? 0 : last.raw[0] + last.raw[1];
  if (end >= size) return size;
  ftruncateSync(raw, end);
  return end;
}

function lastReport(lines: number, size: number): ReturnType<typeof parseStored> {
  const start = lineEndBefore(lines, size - 1);
  const bytes = Buffer.alloc(size - start);
  readSync(lines, bytes, 0, bytes.length, start);
  return parseStored(bytes.toString('utf8'));
}

/** Offset behind the last newline before `size`, 0 when there is none. */
function lineEndBefore(descriptor: number, size: number): number {
  const bytes = Buffer.alloc(STEP);
  for (let end = size; end > 0; end -= STEP) {
    const start = Math.max(0, end - STEP);
    const read = readSync(descriptor, bytes, 0, end - start, start);
    const at = bytes.subarray(0, read).lastIndexOf(LF);
    if (at >= 0) return start + at + 1;
  }
  return 0;
}
