// A zone file becomes one that holds the records of its domains, with a serial that has gone up. No IO.
import type { DesiredDomain } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { NSD_CHECKZONE, NSD_CONTROL } from '../../model/base-system.ts';
import type { Step } from '../../model/plan.ts';
import type { ZoneFacts } from '../../model/zone-facts.ts';
import { applyEdits, type Edit } from '../../formats/bsd-conf/edit.ts';
import { addRecords, removeRecords } from '../../formats/zone/edit-zone.ts';
import { wordOf } from '../../formats/zone/parse-zone.ts';
import { nextSerial } from '../../formats/zone/serial.ts';
import { absoluteName } from '../../formats/zone/zone-name.ts';
import { replaceSerial, serialToken } from '../../formats/zone/zone-serial.ts';
import { editDomain, type DomainEdits } from './domain-edits.ts';
import { refuseZone } from './refusal.ts';
import { readZone, type ReadZone } from './zone-of-file.ts';

export interface NameServerOfZone {
  readonly name: string;
  /** Those that the file itself gives; none for a server outside the zone. */
  readonly addresses: readonly string[];
}

export interface ZonePlan {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
  readonly zone: string;
  /** Of the file as it will be. */
  readonly serial: number;
  readonly servers: readonly NameServerOfZone[];
  /** Domains whose policy id changes. */
  readonly announced: readonly string[];
  /** nsd reads this very file. */
  readonly isServed: boolean;
}

export type PlannedZone = { readonly ok: true; readonly value: ZonePlan } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface ZoneOptions {
  readonly now: Date;
  /** Domains whose policy is not served as it should be: their id stays as it is (RFC 8461 8.1). */
  readonly withheld: ReadonlySet<string>;
}

export function planZone(facts: ZoneFacts, domains: readonly DesiredDomain[], { now, withheld }: ZoneOptions): PlannedZone {
  const names = domains.map(({ domain }) => domain).sort((a, b) => a.length - b.length);
  const read = readZone(facts, names);
  if (!read.ok) return read;
  const changes = domains.map((each) => editDomain(read.value.zone, each, !withheld.has(each.domain)));
  const reasons = changes.flatMap((each) => each.reasons);
  if (reasons.length > 0) return { ok: false, diagnostics: reasons.map((each) => refuseZone(facts, each)) };
  const edits = allEdits(read.value, changes);
  const serial = serialEdit(read.value, edits.length > 0, now);
  const steps = stepsFor(facts, read.value, applyEdits(facts.content, [...edits, serial.edit]));
  const missing = missingPrograms(steps, facts);
  if (missing.length > 0) return { ok: false, diagnostics: missing };
  return {
    ok: true,
    value: {
      steps,
      notes: [...read.value.notes, ...changes.flatMap((each) => each.notes)],
      zone: read.value.name,
      serial: serial.value,
      servers: serversOf(read.value),
      announced: changes.flatMap(({ domain, announces }) => (announces ? [domain] : [])),
      isServed: read.value.served === 'here',
    },
  };
}

/** What one domain has removed, no other can be written beside. */
function allEdits({ zone }: ReadZone, changes: readonly DomainEdits[]): Edit[] {
  const removed = changes.flatMap((each) => each.removed);
  const gone = new Set(removed);
  const additions = changes.flatMap(({ domain, added }) => (added.length === 0 ? [] : [addRecords(zone, domain, added, gone)]));
  return [...changes.flatMap((each) => each.edits), ...removeRecords(zone, removed), ...additions];
}

function serialEdit({ zone, soa }: ReadZone, isChanged: boolean, now: Date): { readonly edit: Edit; readonly value: number } {
  const token = serialToken(zone, soa);
  if (token === null) throw new Error('a zone was read that has no serial');
  const written = wordOf(zone.text, token);
  const content = isChanged ? nextSerial(written, now) : written;
  return { edit: replaceSerial(token, content), value: Number(content) };
}

function stepsFor(facts: ZoneFacts, { name, served }: ReadZone, content: string): Step[] {
  const { mode, uid, gid } = facts.stat;
  const isChanged = content !== facts.content;
  const reload = (reason: string): Step[] => (served === 'here' ? [{ kind: 'reload-zone', zone: name, reason }] : []);
  if (!isChanged) return facts.wasInterrupted ? reload('an earlier run was ended in the middle; nsd may not have read what it wrote') : [];
  const before = { content: facts.content, mode, uid, gid };
  return [
    {
      kind: 'write-file',
      path: facts.file,
      before,
      after: { ...before, content },
      judge: { program: 'nsd-checkzone', expected: [], expectedBefore: [], handle: name },
      reason: `the records of MTA-STS and TLS reporting in the zone ${name}, and its serial`,
    },
    ...reload('nsd reads the new zone and tells the secondaries'),
  ];
}

function missingPrograms(steps: readonly Step[], { programs, host }: ZoneFacts): Diagnostic[] {
  const needed = steps.map(({ kind }) => (kind === 'reload-zone' ? NSD_CONTROL : NSD_CHECKZONE));
  return needed
    .filter((program) => !programs.has(program))
    .map((program) => ({ code: 'host-program-missing', message: `${program} is not on ${host}`, unchanged: `every file on ${host}`, next: 'print the records and publish them by hand: stsctl dns' }));
}

/** RFC 1035 3.3.11: those at the top of the zone. */
function serversOf({ zone: { text, records }, name }: ReadZone): NameServerOfZone[] {
  const targets = records.filter(({ type, owner }) => type === 'NS' && owner === name).map(({ values: [value], origin }) => (value === undefined ? '' : absoluteName(wordOf(text, value), origin)));
  return [...new Set(targets)].map((server) => ({
    name: server,
    addresses: records.filter(({ type, owner }) => owner === server && (type === 'A' || type === 'AAAA')).flatMap(({ values: [value] }) => (value === undefined ? [] : [wordOf(text, value)])),
  }));
}
