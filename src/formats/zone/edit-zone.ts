// Edits of a master file: each touches the bytes of its record and no others.
import type { Bytes } from '../../model/bytes.ts';
import type { DnsRecord } from '../../model/desired.ts';
import type { Edit } from '../bsd-conf/edit.ts';
import { formatTxt } from './format-records.ts';
import { wordOf, type Zone, type ZoneRecord } from './parse-zone.ts';
import { textStrings } from './text-value.ts';
import { formatLine } from './zone-layout.ts';
import { isAtOrBelow } from './zone-name.ts';

/** Bytes; blanks beyond it stay where they are. */
const MAX_INDENT = 256;

/** The text in place of the old one; strings at its beginning that both have stay as they are. */
export function replaceText({ text }: Zone, { values }: ZoneRecord, wanted: string): Edit[] {
  const strings = textStrings(text, values) ?? [];
  let rest = wanted;
  let kept = 0;
  for (const each of strings.slice(0, -1)) {
    if (each === '' || !rest.startsWith(each) || rest === each) break;
    rest = rest.slice(each.length);
    kept += 1;
  }
  return values.slice(kept).map(({ start, end }, index) => {
    if (index === 0) return { start, end, content: formatTxt(rest) };
    return { start: start - blanksBefore(text, start), end, content: '' };
  });
}

export function replaceAddress({ values }: ZoneRecord, address: string): Edit[] {
  return values.map(({ start, end }, index) => ({ start, end, content: index === 0 ? address : '' }));
}

/** Whole entries; a record after them that has its owner from one of them gets it written out. */
export function removeRecords(zone: Zone, removed: readonly ZoneRecord[]): Edit[] {
  const gone = new Set(removed);
  return removed.flatMap((record) => {
    const { entry, ownerToken } = record;
    const heir = ownerToken === null ? undefined : nextFrom(zone, record, (each) => !gone.has(each) || each.ownerToken !== null);
    const removal = { start: entry.start, end: entry.end, content: '' };
    return ownerToken === null || heir === undefined || heir.ownerToken !== null ? [removal] : [removal, withOwner(zone, heir, record.origin === heir.origin ? wordOf(zone.text, ownerToken) : `${record.owner}.`)];
  });
}

/** The first behind `record` that is so. */
function nextFrom({ records }: Zone, { index }: ZoneRecord, isWanted: (record: ZoneRecord) => boolean): ZoneRecord | undefined {
  for (let at = index + 1; at < records.length; at += 1) if (isWanted(records[at] as ZoneRecord)) return records[at];
  return undefined;
}

/** In the blanks it begins with, so that what follows stays in its column if it can. */
function withOwner({ text }: Zone, { entry }: ZoneRecord, owner: string): Edit {
  const indent = /^[ \t]*/.exec(text.slice(entry.start, entry.start + MAX_INDENT))?.[0] ?? '';
  return { start: entry.start, end: entry.start + indent.length, content: indent.includes('\t') ? owner + indent : `${owner} `.padEnd(indent.length) };
}

/** New lines for a domain, beside what is nearest to it; `removed` goes, so nothing can stand behind it. A zone has a record. */
export function addRecords(zone: Zone, domain: string, wanted: readonly DnsRecord[], removed: ReadonlySet<ZoneRecord>): Edit {
  const near = nearest(zone, domain);
  const before = endOfRun(zone, near, removed);
  const isRelative = !spelledOwner(zone, near).endsWith('.');
  // Behind the last word: a newline that a backslash takes is a part of it.
  const own = zone.text.slice(before.entry.tokens.at(-1)?.end ?? before.entry.start, before.entry.end);
  const lineEnd = /\r?\n$/.exec(own)?.[0] ?? '';
  const eol = lineEnd === '' ? (zone.text.includes('\r\n') ? '\r\n' : '\n') : lineEnd;
  const lines = wanted.map((each) => formatLine(zone, each, { before, model: near, isRelative }));
  const { end } = before.entry;
  // A file whose last line has no end goes on having none; half of an end is made a whole one.
  return { start: end, end, content: lineEnd === '' ? (own.endsWith('\r') ? '\n' : eol) + lines.join(eol) : lines.map((line) => line + eol).join('') };
}

/** Our names first, then the last one of the domain (where its name can be left out), then the last of the file; the SOA only when there is nothing else. */
function nearest({ records, byOwner }: Zone, domain: string): ZoneRecord {
  const ours = ['mta-sts', '_mta-sts', '_smtp._tls'].flatMap((label) => byOwner.get(`${label}.${domain}`) ?? []);
  const isOwn = ({ owner, type }: ZoneRecord) => type !== 'SOA' && isAtOrBelow(owner, domain);
  return (
    ours.sort((a, b) => a.index - b.index).at(-1) ??
    records.findLast((each) => isOwn(each) && isAtOrBelow(domain, each.origin)) ??
    records.findLast(isOwn) ??
    records.findLast(({ type }) => type !== 'SOA') ??
    (records.at(-1) as ZoneRecord)
  );
}

/** Records that take their owner from the one before must go on doing so. */
function endOfRun(zone: Zone, record: ZoneRecord, removed: ReadonlySet<ZoneRecord>): ZoneRecord {
  const next = nextFrom(zone, record, ({ ownerToken }) => ownerToken !== null);
  let at = (next?.index ?? zone.records.length) - 1;
  while (at > 0 && removed.has(zone.records[at] as ZoneRecord)) at -= 1;
  return zone.records[at] as ZoneRecord;
}

/** The owner as it was last written. */
function spelledOwner({ text, records }: Zone, { index }: ZoneRecord): string {
  let at = index;
  while (at > 0 && records[at]?.ownerToken === null) at -= 1;
  const token = records[at]?.ownerToken;
  return token == null ? '' : wordOf(text, token);
}

function blanksBefore(text: Bytes, at: number): number {
  return /[ \t]*$/.exec(text.slice(Math.max(0, at - MAX_INDENT), at))?.[0].length ?? 0;
}
