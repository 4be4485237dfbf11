// What the reports of the last days count, for each domain: one pass over the store, however many domains there are.
import type { ReportSums } from '../../model/watch.ts';
import { addSums, noSums, type Sums } from './cell.ts';
import { ALL, readMonthDays } from './month-days.ts';
import { isWithin, monthsWithin } from './summarize.ts';

/** By domain; throws the system's error when the store can't be read. */
export function sumsByDomain(directory: string, from: string): ReadonlyMap<string, ReportSums> {
  const selection = { domain: null, from, to: null };
  const sums = new Map<string, Sums>();
  for (const month of monthsWithin(directory, selection)) {
    for (const [day, cells] of Object.entries(readMonthDays(directory, month).days)) {
      if (!isWithin(day, selection)) continue;
      for (const [domain, { total }] of Object.entries(cells)) {
        const known = sums.get(domain) ?? noSums();
        addSums(known, total);
        sums.set(domain, known);
      }
    }
  }
  sums.delete(ALL);
  return new Map([...sums].map(([domain, [reports, successful, failed]]) => [domain, { reports, successful, failed }]));
}
