// Dates of a report: RFC 3339 in UTC (RFC 8460 4.1), and the spellings that are met.
import { refuse, type Reading } from './reading.ts';

const EXACT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const LOOSE = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,9})?)?)?\s*(Z|z|UTC|GMT|([+-])(\d\d):?(\d\d))?$/;

/** The oldest draft of RFC 8460 is of 2016. */
const FIRST_YEAR = '2016';

export interface ReportDate {
  /** Since 1970. */
  readonly milliseconds: number;
  /** ISO 8601 in UTC, whole seconds. */
  readonly text: string;
}

export function readDate(value: unknown, name: string, reading: Reading): ReportDate {
  if (typeof value !== 'string' || value.length > 64) refuse(`${name} is missing`);
  const exact = exactTime(value);
  if (exact !== null) return { milliseconds: exact, text: value };
  const loose = LOOSE.exec(value.trim());
  if (!loose) refuse(`${name} is no date`);
  // Microsoft leaves the zone out: UTC is meant (RFC 8460 4.1).
  reading.note(loose[7] === undefined ? 'date-without-time-zone' : 'date-spelling');
  const milliseconds = millisecondsOf(loose, name) - offsetOf(loose);
  return { milliseconds, text: secondsOf(milliseconds) };
}

/** Of a date that can stay as it is written; null for a leap second, and for what is no date. */
function exactTime(text: string): number | null {
  if (!EXACT.test(text)) return null;
  const time = Date.parse(text);
  return new Date(time).getUTCDate() === Number(text.slice(8, 10)) && text >= FIRST_YEAR ? time : null;
}

function secondsOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** The UTC day most of the range lies in. */
export function dayBetween(start: ReportDate, end: ReportDate): string {
  const [first, last] = [start.text.slice(0, 10), end.text.slice(0, 10)];
  return first === last ? first : secondsOf((start.milliseconds + end.milliseconds) / 2).slice(0, 10);
}

function millisecondsOf([, ...parts]: RegExpExecArray, name: string): number {
  const [year, month, day, hour, minute, second] = [Number(parts[0]), Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0), Number(parts[4] ?? 0), Number(parts[5] ?? 0)];
  const time = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59));
  const isReal = new Date(time).getUTCDate() === day && month <= 12 && hour <= 23 && minute <= 59 && second <= 60;
  return isReal && year >= Number(FIRST_YEAR) ? time : refuse(`${name} is no date`);
}

function offsetOf([, , , , , , , , sign, hours, minutes]: RegExpExecArray): number {
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
