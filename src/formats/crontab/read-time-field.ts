// One of the five time fields of crontab(5): numbers, names, ranges, steps, and "~" for a random value.
import type { Reader } from './reader.ts';

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

const RANGE_ENDS = '/, \t\n';

/** Moves behind the field and the blanks after it; false where crontab(1) says "bad". */
export function readTimeField(reader: Reader, field: TimeField): boolean {
  for (;;) {
    if (!readRange(reader, field)) return false;
    if (reader.character !== ',') break;
    reader.next();
  }
  // Whatever clings to a complete list is passed over, as cron does.
  reader.skipNonblanks();
  reader.skipBlanks();
  return !reader.isAtEnd;
}

function readRange(reader: Reader, field: TimeField): boolean {
  if (reader.character === '*') {
    reader.next();
    return readStep(reader, field);
  }
  const first = reader.character === '~' ? field.low : readNumber(reader, field, ',-~ \t\n');
  if (first === null) return false;
  if (reader.character === '~') return readRandom(reader, field, first);
  return reader.character === '-' ? readSpan(reader, field, first) : true;
}

function readSpan(reader: Reader, field: TimeField, first: number): boolean {
  reader.next();
  const last = readNumber(reader, field, RANGE_ENDS);
  if (last === null) return false;
  return first > last ? falseBehind(reader) : readStep(reader, field);
}

/** crontab(5): "~" alone, or with a bound on either side. An upper bound that is out of range counts as none. */
function readRandom(reader: Reader, field: TimeField, first: number): boolean {
  reader.next();
  const last = readNumber(reader, field, RANGE_ENDS) ?? field.high;
  return reader.isAtOneOf(RANGE_ENDS) && first <= last && readStep(reader, field);
}

/** A step is at most the number of values there are, so "*" with a step of 60 is a minute. */
function readStep(reader: Reader, { name, low, high }: TimeField): boolean {
  if (reader.character !== '/') return true;
  reader.next();
  const step = readNumber(reader, { name, low: 0, high: high + 1 - low, names: [] }, ', \t\n');
  return step === 0 ? falseBehind(reader) : step !== null;
}

/** cron has eaten the terminator by now: if that was the newline, it tells the line after. */
function falseBehind(reader: Reader): false {
  if (!reader.isAtEnd) reader.next();
  return false;
}

/** Null, at the terminator or what is none, where there is no number within the field. cron keeps 99 characters of a word (MAX_TEMPSTR). */
function readNumber(reader: Reader, field: TimeField, terminators: string): number | null {
  const digits = reader.take(/[0-9]{1,99}/y);
  const word = digits === '' && field.names.length > 0 ? reader.take(/[A-Za-z]{1,99}/y) : digits;
  if (word === '' || !reader.isAtOneOf(terminators)) return null;
  const index = field.names.indexOf(word.toLowerCase());
  const value = digits !== '' ? Number(digits) : index < 0 ? Number.NaN : field.low + index;
  return value >= field.low && value <= field.high ? value : null;
}
