// One of the five time fields of crontab(5): numbers, names, ranges, steps, and "~" for a random value.
import type { Cursor } from './cursor.ts';

export interface TimeField {
  /** As the message says it: "minute". */
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Three letters each, the first one for `low`. */
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export const TIME_FIELDS: readonly TimeField[] = [
  { name: 'minute', low: 0, high: 59, names: [] },
  { name: 'hour', low: 0, high: 23, names: [] },
  { name: 'day-of-month', low: 1, high: 31, names: [] },
  { name: 'month', low: 1, high: 12, names: MONTHS },
  { name: 'day-of-week', low: 0, high: 7, names: DAYS },
];

/** Longer words and numbers are no field (MAX_TEMPSTR). */
const MAX_WORD = 99;

/** Moves behind the field and the blanks after it; false where crontab(1) says "bad". */
export function readTimeField(cursor: Cursor, field: TimeField): boolean {
  for (;;) {
    if (!readRange(cursor, field)) return false;
    if (cursor.character !== ',') break;
    cursor.next();
  }
  // Whatever clings to a complete list is passed over, as cron does.
  cursor.skipWord();
  cursor.skipBlanks();
  return true;
}

function readRange(cursor: Cursor, field: TimeField): boolean {
  if (cursor.character === '*') {
    cursor.next();
    return readStep(cursor, field);
  }
  if (cursor.character === '~') return readRandom(cursor, field, field.low);
  const first = readNumber(cursor, field, ',-~ \t\n');
  if (first === null) return false;
  if (cursor.character === '~') return readRandom(cursor, field, first);
  if (cursor.character !== '-') return isWithin(first, field);
  cursor.next();
  const last = readNumber(cursor, field, '/, \t\n');
  if (last === null || first > last || !isWithin(first, field) || !isWithin(last, field)) return false;
  return readStep(cursor, field);
}

/** crontab(5): "~" alone, or with a bound on either side. */
function readRandom(cursor: Cursor, field: TimeField, first: number): boolean {
  cursor.next();
  const isOpen = '/, \t\n'.includes(cursor.character);
  const last = isOpen ? field.high : readNumber(cursor, field, '/, \t\n');
  if (last === null || first > last || !isWithin(first, field) || !isWithin(last, field)) return false;
  return readStep(cursor, field);
}

function readStep(cursor: Cursor, field: TimeField): boolean {
  if (cursor.character !== '/') return true;
  cursor.next();
  const step = readNumber(cursor, { ...field, names: [] }, ', \t\n');
  return step !== null && step >= 1 && step <= field.high;
}

function readNumber(cursor: Cursor, field: TimeField, terminators: string): number | null {
  const digits = cursor.take(/\d+/);
  const word = digits === '' && field.names.length > 0 ? cursor.take(/[A-Za-z]+/) : digits;
  if (word === '' || word.length > MAX_WORD || !terminators.includes(cursor.character)) return null;
  if (digits !== '') return Number(digits);
  const index = field.names.indexOf(word.toLowerCase());
  return index < 0 ? null : field.low + index;
}

function isWithin(value: number, { low, high }: TimeField): boolean {
  return value >= low && value <= high;
}
