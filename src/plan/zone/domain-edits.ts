// What has to change in a zone for the records of one domain.
import type { DesiredDomain, DnsRecord } from '../../model/desired.ts';
import type { Edit } from '../../formats/bsd-conf/edit.ts';
import { parseStsRecord } from '../../formats/mta-sts/sts-record.ts';
import { parseTlsRptRecord } from '../../formats/tls-rpt/tls-rpt-record.ts';
import { replaceAddress, replaceText } from '../../formats/zone/edit-zone.ts';
import { wordOf, type Zone, type ZoneRecord } from '../../formats/zone/parse-zone.ts';
import { textStrings } from '../../formats/zone/text-value.ts';
import { absoluteName } from '../../formats/zone/zone-name.ts';
import { linesOf, type Reason } from './refusal.ts';

export interface DomainEdits {
  readonly domain: string;
  /** Records that change in their place. */
  readonly edits: readonly Edit[];
  readonly removed: readonly ZoneRecord[];
  readonly added: readonly DnsRecord[];
  readonly notes: readonly string[];
  readonly reasons: readonly Reason[];
  /** The policy id changes: senders will fetch the policy. */
  readonly announces: boolean;
}

type Change = Pick<DomainEdits, 'edits' | 'removed' | 'added' | 'notes' | 'reasons'>;

const NOTHING: Change = { edits: [], removed: [], added: [], notes: [], reasons: [] };

/** `mayAnnounce` is false while the policy is not served as it should be: the id stays then (RFC 8461 8.1). */
export function editDomain(zone: Zone, { domain, policyHost, records, addresses }: DesiredDomain, mayAnnounce: boolean): DomainEdits {
  const sets = [...new Set(records.map(({ name, type }) => `${name} ${type}`))].map((key) => records.filter(({ name, type }) => `${name} ${type}` === key));
  const changes = sets.map((wanted) => ({ isId: wanted[0]?.name === `_mta-sts.${domain}`, change: changeOf(zone, wanted) }));
  const changesId = changes.some(({ isId, change }) => isId && (change.edits.length > 0 || change.added.length > 0));
  const chosen = changes.filter(({ isId }) => !isId || mayAnnounce).map(({ change }) => change);
  const added = chosen.flatMap((each) => each.added);
  const other = addresses.length > 0 || ownersAt(zone, policyHost).length > 0 ? [] : [`${policyHost} has no address: say address[] in [domain ${domain}]`];
  return {
    domain,
    edits: chosen.flatMap((each) => each.edits),
    removed: chosen.flatMap((each) => each.removed),
    added,
    notes: [...chosen.flatMap((each) => each.notes), ...includeNotes(zone, added), ...other],
    reasons: changes.flatMap(({ change }) => change.reasons),
    announces: changesId && mayAnnounce,
  };
}

/** `wanted` is the whole set of one name and type. */
function changeOf(zone: Zone, wanted: readonly DnsRecord[]): Change {
  const [{ name, type } = { name: '', type: 'TXT' as const }] = wanted;
  const there = ownersAt(zone, name);
  const alias = there.find((each) => each.type === 'CNAME');
  if (alias !== undefined) return { ...NOTHING, notes: [aliasNote(zone, name, type, alias)] };
  const own = there.filter((each) => each.type === type);
  return type === 'TXT' ? textChange(zone, own, wanted[0] as DnsRecord) : addressChange(zone, own, wanted);
}

function ownersAt({ byOwner }: Zone, name: string): readonly ZoneRecord[] {
  return byOwner.get(name) ?? [];
}

function aliasNote({ text }: Zone, name: string, type: string, { entry, values, origin }: ZoneRecord): string {
  const target = values[0] === undefined ? '' : absoluteName(wordOf(text, values[0]), origin);
  return `line ${entry.line}: ${name} is an alias of ${target}, which stays: its ${type} records are to be published there`;
}

/** The record of ours among those of the name, by what every sender looks for; other text there is none of ours. */
function textChange(zone: Zone, own: readonly ZoneRecord[], wanted: DnsRecord): Change {
  const version = wanted.value.slice(0, wanted.value.indexOf(';'));
  const texts = own.map((record) => ({ record, text: textStrings(zone.text, record.values)?.join('') ?? null }));
  const matching = texts.filter(({ text }) => text === null || text.trimStart().toLowerCase().startsWith(version.toLowerCase()));
  const [first, second] = matching;
  if (second !== undefined) return { ...NOTHING, reasons: [several(wanted, matching.map(({ record }) => record))] };
  if (first === undefined) return { ...NOTHING, added: [wanted] };
  if (first.text === null) return { ...NOTHING, reasons: [generic(first.record)] };
  return saysTheSame(first.text, wanted.value) ? NOTHING : { ...NOTHING, edits: replaceText(zone, first.record, wanted.value) };
}

function several({ name, value }: DnsRecord, records: readonly ZoneRecord[]): Reason {
  return {
    code: 'zone-several',
    line: records[1]?.entry.line,
    message: `${name} has ${records.length} records that begin with ${value.slice(0, value.indexOf(';'))}, in ${linesOf(records)}; senders then take none (RFC 8461 3.1, RFC 8460 3)`,
    next: 'keep one of these lines, then run this again',
  };
}

function generic({ entry, owner }: ZoneRecord): Reason {
  return { code: 'zone-broken', line: entry.line, message: `${owner} has a TXT record in the form of RFC 3597, which says nothing to a reader`, next: 'write its text in quotes' };
}

/** Blanks and a final ";" are no difference. */
function saysTheSame(written: string, wanted: string): boolean {
  const ids = [written, wanted].map((each) => parseStsRecord(each).id);
  const uris = [written, wanted].map((each) => parseTlsRptRecord(each).uris?.join(',') ?? null);
  return written === wanted || (ids[0] !== null && ids[0] === ids[1]) || (uris[0] !== null && uris[0] === uris[1]);
}

/** Those that are right stay, the others are changed to what is missing; what is left of either is removed or added. */
function addressChange(zone: Zone, own: readonly ZoneRecord[], wanted: readonly DnsRecord[]): Change {
  const written = own.map((record) => ({ record, address: canonical(record.values[0] === undefined ? '' : wordOf(zone.text, record.values[0])) }));
  const missing = wanted.filter(({ value }) => !written.some(({ address }) => address === canonical(value)));
  const stale = written.filter(({ address }) => !wanted.some(({ value }) => canonical(value) === address));
  const changed = stale.slice(0, missing.length).flatMap(({ record }, index) => replaceAddress(record, missing[index]?.value ?? ''));
  const removed = stale.slice(missing.length).map(({ record }) => record);
  return { ...NOTHING, edits: changed, removed, added: missing.slice(stale.length) };
}

/** One spelling of an address; anything else as it is. */
function canonical(address: string): string {
  if (!address.includes(':')) return address;
  return URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`).hostname : address;
}

function includeNotes({ includes }: Zone, added: readonly DnsRecord[]): string[] {
  if (added.length === 0) return [];
  const what = added.map(({ name, type }) => `${name} ${type}`).join(', ');
  return includes.map(({ line, file }) => `line ${line} includes ${file}, which was not looked into: see that it does not hold ${what} already`);
}
