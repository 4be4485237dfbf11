// The reports of a month, without those policies that a verified copy has taken the place of.
import { closeSync, readSync } from 'node:fs';
import { formatKey, policyKey } from '../../formats/tls-report/policy-key.ts';
import { parseStored } from '../../formats/tls-report/stored-line.ts';
import type { StoredReport } from '../../model/tls-report.ts';
import { monthFile } from './layout.ts';
import { openRegular } from './open-regular.ts';
import { readLines } from './read-lines.ts';

export interface StoredAt {
  readonly report: StoredReport;
  /** Where the next line begins. */
  readonly end: number;
}

export function* readStored(directory: string, month: string, from = 0): Generator<StoredAt> {
  const path = monthFile(directory, month, 'ndjson');
  const replaced = replacedKeys(path);
  for (const { text, end } of readLines(path, from)) {
    const report = parseStored(text);
    if (report === null) continue;
    const kept = replaced.size === 0 ? report : withoutReplaced(report, replaced);
    if (kept.policies.length > 0) yield { report: kept, end };
  }
}

function withoutReplaced(report: StoredReport, replaced: ReadonlySet<string>): StoredReport {
  if (report.trust.result === 'verified') return report;
  return { ...report, policies: report.policies.filter((policy) => !replaced.has(formatKey(policyKey(report, policy)))) };
}

const MARK = '"replaces":[';

/** Rare: the bytes are searched before any line is parsed. */
export function replacedKeys(path: string, from = 0): ReadonlySet<string> {
  const keys = new Set<string>();
  if (!contains(path, MARK, from)) return keys;
  for (const { text } of readLines(path, from)) {
    if (text.includes(MARK)) for (const key of parseStored(text)?.replaces ?? []) keys.add(key);
  }
  return keys;
}

function contains(path: string, mark: string, from: number): boolean {
  let descriptor: number;
  try {
    descriptor = openRegular(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  try {
    return search(descriptor, mark, from);
  } finally {
    closeSync(descriptor);
  }
}

function search(descriptor: number, mark: string, from: number): boolean {
  const bytes = Buffer.allocUnsafeSlow(1024 * 1024);
  for (let position = from; ; position += bytes.length - mark.length) {
    const read = readSync(descriptor, bytes, 0, bytes.length, position);
    if (bytes.subarray(0, read).includes(mark, 0, 'latin1')) return true;
    if (read < bytes.length) return false;
  }
}
