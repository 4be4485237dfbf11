// Appends reports to a month: raw first, then the lines, each on the disk before the next says so.
import { closeSync, constants, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { formatKey } from '../../formats/tls-report/policy-key.ts';
import { endOfLine } from '../../formats/tls-report/stored-line.ts';
import type { Candidate } from './candidate.ts';
import { monthFile } from './layout.ts';
import type { MonthKeys } from './month-keys.ts';
import { repairLines, repairRaw } from './repair-tail.ts';

const LF = 0x0a;

/** Under the lock alone. Returns those that were there already. */
export function appendMonth(directory: string, month: string, keys: MonthKeys, candidates: readonly Candidate[]): Candidate[] {
  return withFile(monthFile(directory, month, 'ndjson'), (lines) =>
    withFile(monthFile(directory, month, 'raw.gz'), (raw) => {
      const size = repairLines(lines);
      const rawSize = repairRaw(raw, lines, size);
      keys.refresh(size);
      const outcomes = judge(candidates, keys, rawSize);
      write(directory, { lines, raw, size, rawSize }, keys, outcomes);
      return outcomes.filter((each) => each.line === null).map(({ candidate }) => candidate);
    }),
  );
}

interface Outcome {
  readonly candidate: Candidate;
  /** Null when each of its policies was there already. */
  readonly line: Buffer | null;
  /** What the line ends with. */
  readonly end: string;
}

interface Files {
  readonly lines: number;
  readonly raw: number;
  readonly size: number;
  readonly rawSize: number;
}

function withFile<T>(path: string, use: (descriptor: number) => T): T {
  const descriptor = openSync(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o640);
  try {
    return use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function judge(candidates: readonly Candidate[], keys: MonthKeys, rawSize: number): Outcome[] {
  let offset = rawSize;
  return candidates.map((candidate) => {
    const outcome = outcomeOf(candidate, keys, offset);
    if (outcome.line !== null) offset += candidate.packed.length;
    return outcome;
  });
}

/**
 * A verified report takes the place of the same one that was not: else the first to forge it would win. Two that different
 * domains proved stand side by side: a name is anybody's to write, and neither may keep the other out.
 */
function outcomeOf(candidate: Candidate, keys: MonthKeys, offset: number): Outcome {
  const replaces: string[] = [];
  const kept: number[] = [];
  for (const [index, key] of candidate.keys.entries()) {
    const signed = candidate.signedKeys?.[index];
    const known = keys.get(key);
    if (keys.get(signed ?? key) !== 'unknown') continue;
    if (signed !== undefined && known === 'unverified') replaces.push(formatKey(key));
    keys.add(key, signed !== undefined);
    if (signed !== undefined) keys.add(signed, true);
    kept.push(index);
  }
  if (kept.length === 0) return { candidate, line: null, end: '' };
  const line = candidate.lineOf === null || kept.length === candidate.keys.length ? candidate.line : candidate.lineOf(kept);
  return { candidate, line, end: endOfLine({ replaces, raw: [offset, candidate.packed.length] }) };
}

function write(directory: string, { lines, raw, size, rawSize }: Files, keys: MonthKeys, outcomes: readonly Outcome[]): void {
  const stored = outcomes.filter(({ line }) => line !== null);
  if (stored.length === 0) return;
  const text = encoded(stored);
  try {
    writeAll(raw, Buffer.concat(stored.map(({ candidate }) => candidate.packed)));
    fsyncSync(raw);
    writeAll(lines, text);
    fsyncSync(lines);
    if (size === 0) syncDirectory(directory);
  } catch (error) {
    // A full disk: as it was, so that the next try finds nothing of this one.
    keys.forget();
    ftruncateSync(lines, size);
    ftruncateSync(raw, rawSize);
    throw error;
  }
  keys.save(size + text.length);
}

/** Each line ends in a newline. One buffer, filled in place and piece by piece: the lines of a batch are megabytes. */
function encoded(stored: readonly Outcome[]): Buffer {
  const bytes = Buffer.allocUnsafeSlow(stored.reduce((sum, { line, end }) => sum + (line?.length ?? 0) + end.length + 1, 0));
  let at = 0;
  for (const { line, end } of stored) {
    at += line?.copy(bytes, at) ?? 0;
    at += bytes.write(end, at, 'latin1');
    bytes[at++] = LF;
  }
  return bytes;
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
