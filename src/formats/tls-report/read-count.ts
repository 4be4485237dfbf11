// Session counts: whole numbers, whatever JSON type they come as.
import { refuse, type Reading } from './reading.ts';

/** Null when there is none. */
export function readCount(value: unknown, name: string, reading: Reading): number | null {
  if (typeof value === 'number') return checked(value, name);
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || !/^\s*\d{1,15}\s*$/.test(value)) refuse(`${name} is no number`);
  reading.note('count-as-text');
  return checked(Number(value), name);
}

// RFC 7493 2.2: beyond 2^53 a number is not what it says; 2^46 sessions leave room for sums over 100 reports a day.
const MOST = 2 ** 46;

function checked(value: number, name: string): number {
  return Number.isInteger(value) && value >= 0 && value <= MOST ? value : refuse(`${name} is ${value}`);
}
