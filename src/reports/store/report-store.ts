// /var/db/stsctl/reports for writing: commits batches under the lock, and lets go of months that are over.
import { unlinkSync } from 'node:fs';
import { appendMonth } from './append-month.ts';
import type { Candidate } from './candidate.ts';
import { makeDirectory, monthFile, monthOf, MONTH_FILE_KINDS, monthsIn } from './layout.ts';
import { MonthKeys } from './month-keys.ts';
import { asOwner } from './as-owner.ts';
import { guarded } from './store-error.ts';
import { underLock } from './store-lock.ts';
import type { Tally } from './tally.ts';

const DAY_MS = 86_400_000;

export class ReportStore {
  readonly directory: string;
  readonly #keys = new Map<string, MonthKeys>();

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Returns the duplicates. Throws StoreError; what is not stored then can be given again. */
  async commit(candidates: readonly Candidate[]): Promise<Candidate[]> {
    if (candidates.length === 0) return [];
    return this.#locked(() => [...byMonth(candidates)].flatMap(([month, its]) => appendMonth(this.directory, month, this.#keysOf(month), its)));
  }

  /** Writes the tally, and removes the months whose last day is older than `keepDays`. */
  async close(tally: Tally, keepDays: number, now: Date): Promise<readonly string[]> {
    return this.#locked(() => {
      tally.save(this.directory);
      const over = monthsIn(this.directory).filter((month) => isOver(month, keepDays, now));
      for (const month of over) for (const kind of MONTH_FILE_KINDS) unlinkIfThere(monthFile(this.directory, month, kind));
      return over;
    });
  }

  async #locked<T>(work: () => T): Promise<T> {
    guarded(this.directory, () => makeDirectory(this.directory));
    return asOwner(this.directory, () => underLock(this.directory, () => guarded(this.directory, work)));
  }

  #keysOf(month: string): MonthKeys {
    const keys = this.#keys.get(month) ?? new MonthKeys(this.directory, month);
    this.#keys.set(month, keys);
    return keys;
  }
}

function byMonth(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  const months = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const month = monthOf(candidate.day);
    const its = months.get(month);
    if (its === undefined) months.set(month, [candidate]);
    else its.push(candidate);
  }
  return months;
}

/** Whole months go: a line is never taken out of a file. */
function isOver(month: string, keepDays: number, now: Date): boolean {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return Date.UTC(year, number) <= now.getTime() - keepDays * DAY_MS;
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
