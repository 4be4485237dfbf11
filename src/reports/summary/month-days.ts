// YYYY-MM.days.json: a month summed up by day and domain, brought up to date from the lines it does not cover yet.
import { renameSync, statSync, writeFileSync } from 'node:fs';
import type { StoredReport } from '../../model/tls-report.ts';
import { asOwnerAtOnce } from '../store/as-owner.ts';
import { monthFile } from '../store/layout.ts';
import { readRegular } from '../store/open-regular.ts';
import { readStored, replacedKeys } from '../store/read-stored.ts';
import { addToCell, emptyCell, type Cell } from './cell.ts';

/** Every domain, each report counted once. */
export const ALL = '*';
const VERSION = 1;

export interface MonthDays {
  readonly version: typeof VERSION;
  /** Bytes of the ndjson. */
  covered: number;
  readonly days: Record<string, Record<string, Cell>>;
}

export function readMonthDays(directory: string, month: string): MonthDays {
  const lines = monthFile(directory, month, 'ndjson');
  const path = monthFile(directory, month, 'days.json');
  const size = statSync(lines, { throwIfNoEntry: false })?.size ?? 0;
  const known = knownDays(path, size);
  // A line that takes back what was counted: count again.
  const days = known.covered > 0 && replacedKeys(lines, known.covered).size > 0 ? noDays() : known;
  const before = days.covered;
  for (const { report, end } of readStored(directory, month, days.covered)) {
    addReport(days, report);
    days.covered = end;
  }
  if (days.covered !== before) saveQuietly(directory, path, days);
  return days;
}

function noDays(): MonthDays {
  return { version: VERSION, covered: 0, days: Object.create(null) as MonthDays['days'] };
}

function knownDays(path: string, size: number): MonthDays {
  try {
    const found = JSON.parse(readRegular(path).toString('utf8'), withoutPrototype) as MonthDays;
    return found.version === VERSION && found.covered <= size ? found : noDays();
  } catch {
    return noDays();
  }
}

/** Names of senders are keys here. */
function withoutPrototype(_: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : value;
}

function addReport({ days }: MonthDays, report: StoredReport): void {
  const day = (days[report.day] ??= Object.create(null) as Record<string, Cell>);
  addToCell((day[ALL] ??= emptyCell()), report, report.policies);
  for (const domain of new Set(report.policies.map((policy) => policy.domain))) {
    addToCell((day[domain] ??= emptyCell()), report, report.policies.filter((policy) => policy.domain === domain));
  }
}

/** It spares time, no more: who may read the store and not write it goes without. Made anew: whoever owns the store may have put a link there. */
function saveQuietly(directory: string, path: string, days: MonthDays): void {
  const staged = `${path}.${process.pid}`;
  try {
    asOwnerAtOnce(directory, () => {
      writeFileSync(staged, JSON.stringify(days), { flag: 'wx', mode: 0o640 });
      renameSync(staged, path);
    });
  } catch {
    // Counted again the next time.
  }
}
