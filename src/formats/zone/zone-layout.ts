// How a master file is laid out, so that a new line looks like its neighbours.
import type { Bytes } from '../../model/bytes.ts';
import type { DnsRecord } from '../../model/desired.ts';
import { formatTxt } from './format-records.ts';
import type { Token } from './lex-zone.ts';
import { wordOf, type Zone, type ZoneRecord } from './parse-zone.ts';
import { relativeName } from './zone-name.ts';

const TAB_WIDTH = 8;

export interface NewLine {
  /** The record before the new line. */
  readonly before: ZoneRecord;
  /** Whose layout it takes. */
  readonly model: ZoneRecord;
  /** Names are written with the origin left out. */
  readonly isRelative: boolean;
}

/** Without the line end. */
export function formatLine({ text }: Zone, { name, type, value }: DnsRecord, { before, model, isRelative }: NewLine): Bytes {
  const [first] = model.values;
  const isLower = /[a-z]/.test(wordOf(text, model.typeToken));
  // Without a $TTL an omitted TTL is the last one stated (RFC 1035 5.1): the one stated before goes on for what follows.
  const ttl = before.hasDefaultTtl || before.ttl === null ? null : wordOf(text, before.ttl);
  const fields: (readonly [string | null, Token | null | undefined])[] = [
    [isRelative ? relativeName(name, before.origin) : `${name}.`, null],
    ...inOrder([ttl, model.ttl], [model.class === null ? null : wordOf(text, model.class), model.class]),
    [isLower ? type.toLowerCase() : type, model.typeToken],
    [type === 'TXT' ? formatTxt(value) : value, first],
  ];
  let line = '';
  for (const [field, place] of fields) {
    if (field === null) continue;
    line += line === '' ? field : gap(text, line, model, place) + field;
  }
  return line;
}

type Field = readonly [string | null, Token | null];

function inOrder(ttl: Field, klass: Field): Field[] {
  return (ttl[1]?.start ?? 0) > (klass[1]?.start ?? Number.POSITIVE_INFINITY) ? [klass, ttl] : [ttl, klass];
}

/** Up to the column where the model has that field; at least one blank, and one alone where it has none on that line. */
function gap(text: Bytes, line: Bytes, { entry }: ZoneRecord, place: Token | null | undefined): Bytes {
  const ahead = place == null ? '' : text.slice(entry.start, place.start);
  if (ahead === '' || /[\n(]/.test(ahead)) return ' ';
  const target = column(ahead);
  const at = column(line);
  const blanks = /[ \t]*$/.exec(ahead)?.[0] ?? '';
  if (!blanks.includes('\t')) return ' '.repeat(Math.max(1, target - at));
  return '\t'.repeat(Math.max(1, Math.ceil((target - at) / TAB_WIDTH)));
}

function column(text: Bytes): number {
  let at = 0;
  for (const each of text) at += each === '\t' ? TAB_WIDTH - (at % TAB_WIDTH) : 1;
  return at;
}
