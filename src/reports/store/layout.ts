// The files below /var/db/stsctl/reports: a few for each month, so that retention removes whole files.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { REPORTS } from '../../model/base-system.ts';

export type MonthFileKind =
  /** One report a line: the store itself. */
  | 'ndjson'
  /** The reports as they came, one gzip stream after another: zcat reads it. */
  | 'raw.gz'
  /** What was not stored: duplicates and foreign domains. */
  | 'tally.ndjson'
  /** Made from the ndjson again when missing. */
  | 'keys'
  | 'days.json';

export const MONTH_FILE_KINDS: readonly MonthFileKind[] = ['ndjson', 'raw.gz', 'tally.ndjson', 'keys', 'days.json'];

export function directoryOf(root: string): string {
  return `${root}${REPORTS}`;
}

export function monthFile(directory: string, month: string, kind: MonthFileKind): string {
  return `${directory}/${month}.${kind}`;
}

/** "2026-11". */
export function monthOf(day: string): string {
  return day.slice(0, 7);
}

/** Months that have any file, oldest first; none where there is no store. */
export function monthsIn(directory: string): string[] {
  const months = new Set<string>();
  for (const name of namesIn(directory)) {
    const [, month] = /^(\d{4}-\d\d)\.(?:ndjson|tally\.ndjson|raw\.gz|keys|days\.json)$/.exec(name) ?? [];
    if (month !== undefined) months.add(month);
  }
  return [...months].sort();
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Reports name who sends mail to whom: not for every user of the host. Above them a delivery agent's user must get through. */
export function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  mkdirSync(dirname(directory), { recursive: true, mode: 0o711 });
  mkdirSync(directory, { recursive: true, mode: 0o750 });
}
