// The serial in the SOA record of a master file: found, replaced, left out of a comparison.
import type { Bytes } from '../../model/bytes.ts';
import { applyEdits, type Edit } from '../bsd-conf/edit.ts';
import type { Token } from './lex-zone.ts';
import { parseZone, wordOf, type Zone, type ZoneRecord } from './parse-zone.ts';
import { after, inDigitsOf, isAfter, isSerial } from './serial.ts';

/** Token of the serial in the SOA (RFC 1035 3.3.13); null when there is none to be read. */
export function serialToken({ text }: Zone, { values }: ZoneRecord) {
  const token = values[2];
  return token !== undefined && isSerial(wordOf(text, token)) ? token : null;
}

export function replaceSerial({ start, end, isQuoted }: Token, content: string): Edit {
  return isQuoted ? { start: start + 1, end: end - 1, content } : { start, end, content };
}

/**
 * A zone as it was, with a serial that comes after the one that has been served since: secondaries take no lower one. As it was where
 * either has no serial.
 */
export function withSerialAfter(old: Bytes, served: Bytes): Bytes {
  const [own, theirs] = [serialIn(old), serialIn(served)];
  if (own === null || theirs === null || isAfter(Number(own.written), Number(theirs.written))) return old;
  return applyEdits(old, [replaceSerial(own.token, inDigitsOf(own.written, after(Number(theirs.written))))]);
}

export function isSameButSerial(a: Bytes, b: Bytes): boolean {
  const [own, theirs] = [serialIn(a), serialIn(b)];
  if (own === null || theirs === null) return a === b;
  return a.slice(0, own.token.start) === b.slice(0, theirs.token.start) && a.slice(own.token.end) === b.slice(theirs.token.end);
}

function serialIn(text: Bytes): { readonly token: Token; readonly written: string } | null {
  const zone = parseZone(text);
  const soa = zone.records.find(({ type }) => type === 'SOA');
  const token = soa === undefined ? null : serialToken(zone, soa);
  return token === null ? null : { token, written: wordOf(text, token) };
}
