// Which zone a master file is, and whether it is one that can be edited.
import { basename, dirname } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ZoneFacts } from '../../model/zone-facts.ts';
import { parseZone, UNKNOWN_ORIGIN, type Zone, type ZoneRecord } from '../../formats/zone/parse-zone.ts';
import { isAtOrBelow } from '../../formats/zone/zone-name.ts';
import { serialToken } from '../../formats/zone/zone-serial.ts';
import { refuseZone, type Reason } from './refusal.ts';

export interface ReadZone {
  /** The name of the zone. */
  readonly name: string;
  readonly zone: Zone;
  readonly soa: ZoneRecord;
  /** nsd serves it from this file, or (signed) from one that is made of it, or does not serve it as far as can be told. */
  readonly served: 'here' | 'signed' | 'not';
  readonly notes: readonly string[];
}

type Read = { readonly ok: true; readonly value: ReadZone } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** More than these tell nobody anything. */
const MAX_PROBLEMS = 5;

/** `domains` are what the file is to hold records of, the shortest name first. */
export function readZone(facts: ZoneFacts, domains: readonly string[]): Read {
  const refuse = (...reasons: Reason[]): Read => ({ ok: false, diagnostics: reasons.map((each) => refuseZone(facts, each)) });
  const unnamed = parseZone(facts.content);
  if (unnamed.problems.length > 0) return refuse(...unnamed.problems.slice(0, MAX_PROBLEMS).map(brokenAt));
  const [soa, another] = unnamed.records.filter(({ type }) => type === 'SOA');
  if (soa === undefined) return refuse(noSoa(unnamed));
  if (another !== undefined) return refuse(broken(another, 'is a second SOA record; a zone has one', 'keep one SOA record'));
  const named = nameOf(soa.owner, facts, domains);
  if (typeof named !== 'string') return refuse({ ...named, line: soa.entry.line });
  const zone = parseZone(facts.content, named);
  const ownSoa = zone.records.find(({ type }) => type === 'SOA') ?? soa;
  const reason = unfit(zone, ownSoa, named, facts, domains);
  if (reason !== null) return refuse(reason);
  const served = servedFrom(named, facts);
  return { ok: true, value: { name: named, zone, soa: ownSoa, served, notes: notesOf(served, named, soa.owner === UNKNOWN_ORIGIN, facts) } };
}

function brokenAt({ line, message }: { line: number; message: string }): Reason {
  return { code: 'zone-broken', line, message, next: `correct line ${line}; nsd-checkzone says what nsd makes of it` };
}

function broken({ entry }: ZoneRecord, message: string, next: string): Reason {
  return { code: 'zone-broken', line: entry.line, message, next };
}

function noSoa({ records }: Zone): Reason {
  const what = records.length === 0 ? 'has no records' : 'has no SOA record';
  return { code: 'zone-foreign', message: `${what}: it is not the master file of a zone`, next: 'name the file that has the SOA record, not one that it includes' };
}

/** The file says its name itself, or nsd.conf does, or it is taken to be that of the domain. */
function nameOf(written: string, { file, configured }: ZoneFacts, domains: readonly string[]): string | Reason {
  if (written !== UNKNOWN_ORIGIN) {
    if (!written.endsWith(`.${UNKNOWN_ORIGIN}`)) return written;
    return { code: 'zone-broken', message: 'the SOA record is not at the name of the zone', next: 'write it at @' };
  }
  const names = [...(configured ?? [])].flatMap(([name, path]) => (path === file || isSignedOf(path, file) ? [name] : []));
  const [name, other] = names;
  if (other === undefined) return name ?? domains[0] ?? '';
  return { code: 'zone-foreign', message: `is the file of several zones: ${names.join(', ')}; what is written for one would be in all of them`, next: 'give each zone a file of its own in nsd.conf' };
}

function unfit(zone: Zone, soa: ZoneRecord, name: string, { configured, file }: ZoneFacts, domains: readonly string[]): Reason | null {
  if (name === '') return { code: 'zone-foreign', line: soa.entry.line, message: 'is the root zone', next: `name the file of the zone that ${domains[0] ?? ''} is in` };
  const outside = domains.find((each) => !isAtOrBelow(each, name));
  if (outside !== undefined) return { code: 'zone-foreign', line: soa.entry.line, message: `is the zone ${name}, and ${outside} is not in it`, next: `name the file of the zone that ${outside} is in` };
  const path = configured?.get(name) ?? null;
  if (path !== null && path !== file && !isSignedOf(path, file)) return { code: 'zone-foreign', message: `is not the file that nsd reads for ${name}: nsd.conf says ${path}`, next: `stsctl dns --zone ${path}` };
  const signature = zone.records.find(({ type }) => SIGNED.has(type));
  if (signature !== undefined) return { code: 'zone-signed', line: signature.entry.line, message: `holds ${signature.type} records: it is what a signer made, and an edit would not be signed`, next: 'name the file that the signer reads' };
  const cut = domains.flatMap(ancestors).flatMap((each) => (each === name || !isAtOrBelow(each, name) ? [] : (zone.byOwner.get(each) ?? []))).find(({ type }) => type === 'NS');
  if (cut !== undefined) return { code: 'zone-foreign', line: cut.entry.line, message: `delegates ${cut.owner} to other name servers: its records are not in this zone`, next: `name the file of the zone ${cut.owner}` };
  return serialToken(zone, soa) === null ? broken(soa, 'has no serial that can be read: a number below 2^32 is the third value of SOA', 'correct the SOA record') : null;
}

/** "a.example.com": itself, "example.com", "com". */
function ancestors(domain: string): string[] {
  const labels = domain.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

/** What only a signer writes; DNSKEY and CDS may stand in what it reads. */
const SIGNED = new Set(['RRSIG', 'NSEC', 'NSEC3', 'NSEC3PARAM']);

/** Where signers put it: beside the file, or under its name in a directory of their own. */
function isSignedOf(path: string | null, file: string): boolean {
  if (path === null || path === file) return false;
  return path === `${file}.signed` || (basename(dirname(path)) === 'signed' && basename(path).startsWith(basename(file)));
}

function servedFrom(name: string, { configured, file, hasSigned }: ZoneFacts): ReadZone['served'] {
  const path = configured?.get(name) ?? null;
  if (path === file) return 'here';
  return isSignedOf(path, file) || hasSigned ? 'signed' : 'not';
}

function notesOf(served: ReadZone['served'], name: string, isUnnamed: boolean, { configured, file, host, hasSigned }: ZoneFacts): string[] {
  const path = configured?.get(name) ?? (hasSigned ? `${file}.signed` : '');
  const notes = {
    here: [],
    signed: [`${path} is signed from this file: sign it again and reload the zone, nothing of this is served before`],
    not: [configured === null ? `nsd.conf can't be read on ${host}: nothing is reloaded` : `nsd.conf on ${host} has no zone ${name}: nothing is reloaded`],
  }[served];
  return isUnnamed && served === 'not' ? [...notes, `the file does not say its name: it is taken for the zone ${name}`] : notes;
}
