// Sums of the TLS reports for the status page: read again every ten minutes, and only where the store may be read.
import type { ReportSums } from '../model/watch.ts';
import { directoryOf } from '../reports/store/layout.ts';
import { sumsByDomain } from '../reports/summary/sums-by-domain.ts';
import { dayBefore } from './reports-selection.ts';

const DAYS = 30;
const KEEP_MS = 10 * 60_000;

export class RecentReports {
  readonly #directory: string;
  #sums: ReadonlyMap<string, ReportSums> | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(root: string) {
    this.#directory = directoryOf(root);
  }

  /** Null where there is no store that may be read. */
  of(domain: string, now: number): ReportSums | null {
    if (Math.abs(now - this.#readAt) > KEEP_MS) this.#read(now);
    return this.#sums?.get(domain) ?? null;
  }

  #read(now: number): void {
    this.#readAt = now;
    try {
      this.#sums = sumsByDomain(this.#directory, dayBefore(new Date(now), DAYS));
    } catch {
      this.#sums = null;
    }
  }
}
