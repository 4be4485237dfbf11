// Days → one summary, of one domain or all of them.
import { explain } from '../../formats/tls-report/result-types.ts';
import { monthOf, monthsIn } from '../store/layout.ts';
import { readTally } from '../store/tally.ts';
import { emptyCell, mergeCell, type Cell, type Sums } from './cell.ts';
import { ALL, readMonthDays } from './month-days.ts';

export interface Counted {
  readonly reports: number;
  readonly successful: number;
  readonly failed: number;
}

export interface Summary {
  /** Null for all of them. */
  readonly domain: string | null;
  /** First and last day that is looked at; null for as far as there are reports. */
  readonly from: string | null;
  readonly to: string | null;
  readonly reports: number;
  readonly duplicates: number;
  /** Policies of domains that are not configured. */
  readonly foreign: number;
  /** Of the summaries of the reports; failure details are never added to them. */
  readonly sessions: { readonly successful: number; readonly failed: number };
  readonly byDay: Readonly<Record<string, Counted>>;
  readonly byOrganization: Readonly<Record<string, Counted>>;
  readonly byPolicyType: Readonly<Record<string, Counted>>;
  readonly byResultType: Readonly<Record<string, { readonly reports: number; readonly sessions: number; readonly cause: string; readonly check: string }>>;
  /** Failed sessions as the details count them. */
  readonly byMx: Readonly<Record<string, { readonly sessions: number; readonly byResultType: Readonly<Record<string, number>> }>>;
  readonly bySendingNetwork: Readonly<Record<string, { readonly sessions: number }>>;
  readonly byTrust: Readonly<Record<string, number>>;
}

export interface Selection {
  readonly domain: string | null;
  /** First day; null for all. */
  readonly from: string | null;
  readonly to: string | null;
}

export function summarize(directory: string, selection: Selection): Summary {
  const whole = emptyCell();
  const days: [string, Counted][] = [];
  for (const month of monthsWithin(directory, selection)) {
    for (const [day, cells] of Object.entries(readMonthDays(directory, month).days)) {
      const cell = cells[selection.domain ?? ALL];
      if (cell === undefined || !isWithin(day, selection)) continue;
      mergeCell(whole, cell);
      days.push([day, counted(cell.total)]);
    }
  }
  const tally = tallyOf(directory, selection);
  return { ...selection, ...summaryOf(whole, selection.domain), ...tally, byDay: Object.fromEntries(days.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

export function monthsWithin(directory: string, { from, to }: Selection): string[] {
  return monthsIn(directory).filter((month) => (from === null || month >= monthOf(from)) && (to === null || month <= monthOf(to)));
}

export function isWithin(day: string, { from, to }: Selection): boolean {
  return (from === null || day >= from) && (to === null || day <= to);
}

function summaryOf({ total, organizations, policyTypes, resultTypes, mx, networks, trust }: Cell, domain: string | null): Omit<Summary, keyof Selection | 'byDay' | 'duplicates' | 'foreign'> {
  return {
    reports: total[0],
    sessions: { successful: total[1], failed: total[2] },
    byOrganization: ordered(organizations, counted, ([reports, successful, failed]) => [failed, successful, reports]),
    byPolicyType: ordered(policyTypes, counted, ([reports, successful, failed]) => [successful + failed, reports]),
    byResultType: ordered(resultTypes, ([reports, sessions], name) => ({ reports, sessions, ...explain(name, domain) }), ([, sessions]) => [sessions]),
    byMx: ordered(mx, (failures) => ({ sessions: sumOf(failures), byResultType: ordered(failures, (sessions) => sessions, (sessions) => [sessions]) }), (failures) => [sumOf(failures)]),
    bySendingNetwork: ordered(networks, (sessions) => ({ sessions }), (sessions) => [sessions]),
    byTrust: ordered(trust, (reports) => reports, (reports) => [reports]),
  };
}

function counted([reports, successful, failed]: Sums): Counted {
  return { reports, successful, failed };
}

function sumOf(numbers: Readonly<Record<string, number>>): number {
  return Object.values(numbers).reduce((sum, each) => sum + each, 0);
}

/** Largest first, then by name: the same store gives the same text. `fromEntries` makes "__proto__" an own member. */
function ordered<T, R>(of: Readonly<Record<string, T>>, make: (value: T, name: string) => R, rank: (value: T) => readonly number[]): Record<string, R> {
  const ranked = Object.entries(of).map(([name, value]) => ({ name, value, rank: rank(value) }));
  ranked.sort((a, b) => compare(b.rank, a.rank) || (a.name < b.name ? -1 : 1));
  return Object.fromEntries(ranked.map(({ name, value }) => [name, make(value, name)]));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, number] of a.entries()) if (number !== b[index]) return number - (b[index] ?? 0);
  return 0;
}

function tallyOf(directory: string, selection: Selection): { duplicates: number; foreign: number } {
  const sums = { duplicates: 0, foreign: 0 };
  for (const month of monthsWithin(directory, selection)) {
    for (const { day, domain, duplicates, foreign } of readTally(directory, month)) {
      if (!isWithin(day, selection) || (selection.domain !== null && domain !== selection.domain)) continue;
      sums.duplicates += duplicates;
      sums.foreign += foreign;
    }
  }
  return sums;
}
