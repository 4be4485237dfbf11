// YYYY-MM.keys: the keys of a month's lines, so that a single mail needs no look at them. Derived: made again when in doubt.
import { writeSync } from 'node:fs';
import { readRegular } from './open-regular.ts';
import type { PolicyKey } from '../../formats/tls-report/policy-key.ts';

/** "STSK0002", how many records, how much of the ndjson they cover, and the records' exclusive or. */
const HEADER = 32;
const RECORD = 8;
const MAGIC = 'STSK0002';

export interface KeyRecord extends PolicyKey {
  readonly isVerified: boolean;
}

export interface KeyFile {
  readonly records: Buffer;
  readonly count: number;
  /** Bytes of the ndjson. */
  readonly covered: number;
  readonly check: readonly [number, number];
}

/** Null for a file that is missing, damaged, or half written when the machine stopped. */
export function readKeyFile(path: string): KeyFile | null {
  const bytes = bytesOf(path);
  if (bytes === null || bytes.length < HEADER || bytes.toString('latin1', 0, 8) !== MAGIC) return null;
  const count = bytes.readUInt32LE(8);
  const covered = bytes.readDoubleLE(16);
  const records = bytes.subarray(HEADER, HEADER + count * RECORD);
  if (records.length !== count * RECORD) return null;
  const check = checkOf(records, [0, 0]);
  return check[0] === bytes.readUInt32LE(24) && check[1] === bytes.readUInt32LE(28) ? { records, count, covered, check } : null;
}

function bytesOf(path: string): Buffer | null {
  try {
    return readRegular(path);
  } catch {
    return null;
  }
}

export function* recordsOf({ records }: KeyFile): Generator<KeyRecord> {
  for (let at = 0; at < records.length; at += RECORD) {
    const low = records.readUInt32LE(at + 4);
    yield { high: records.readUInt32LE(at), low: (low & ~1) >>> 0, isVerified: (low & 1) === 1 };
  }
}

export function formatRecords(keys: readonly KeyRecord[]): Buffer {
  const bytes = Buffer.allocUnsafe(keys.length * RECORD);
  for (const [index, { high, low, isVerified }] of keys.entries()) {
    bytes.writeUInt32LE(high, index * RECORD);
    bytes.writeUInt32LE((low | (isVerified ? 1 : 0)) >>> 0, index * RECORD + 4);
  }
  return bytes;
}

/** The header last: until then the file says what it said before, and the check tells what the disk made of it. */
export function appendRecords(descriptor: number, before: Pick<KeyFile, 'count' | 'check'>, keys: readonly KeyRecord[], covered: number): Pick<KeyFile, 'count' | 'check'> {
  const bytes = formatRecords(keys);
  writeSync(descriptor, bytes, 0, bytes.length, HEADER + before.count * RECORD);
  const after = { count: before.count + keys.length, check: checkOf(bytes, before.check) };
  const header = Buffer.alloc(HEADER);
  header.write(MAGIC, 0, 'latin1');
  header.writeUInt32LE(after.count, 8);
  header.writeDoubleLE(covered, 16);
  header.writeUInt32LE(after.check[0] ?? 0, 24);
  header.writeUInt32LE(after.check[1] ?? 0, 28);
  writeSync(descriptor, header, 0, HEADER, 0);
  return after;
}

function checkOf(records: Buffer, [high, low]: readonly [number, number]): readonly [number, number] {
  let [a, b] = [high, low];
  for (let at = 0; at < records.length; at += RECORD) {
    a ^= records.readUInt32LE(at);
    b ^= records.readUInt32LE(at + 4);
  }
  return [a >>> 0, b >>> 0];
}
