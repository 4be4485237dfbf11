// The character-strings of a TXT record as they stand in a master file (RFC 1035 5.1).
import type { Bytes } from '../../model/bytes.ts';
import type { Token } from './lex-zone.ts';
import { wordOf } from './parse-zone.ts';

/** Each string without its escapes. Null for the form without a meaning of its own (RFC 3597 5). */
export function textStrings(text: Bytes, values: readonly Token[]): Bytes[] | null {
  const [first] = values;
  if (first !== undefined && !first.isQuoted && wordOf(text, first) === '\\#') return null;
  return values.map((token) => unescaped(wordOf(text, token)));
}

function unescaped(written: string): Bytes {
  return written.replace(/\\(?:(\d{3})|([^]))/g, (_, number?: string, character?: string) => (number === undefined ? (character ?? '') : String.fromCharCode(Number(number) & 0xff)));
}
