// The [policy] and [domain NAME] sections: what each domain publishes.
import type { CertificateConfig, DomainConfig, Policy } from '../model/config.ts';
import type { IniSection } from '../formats/ini/ini-file.ts';
import { checkDomainName, type Domain } from './check-names.ts';
import { quoted } from './checked.ts';
import type { Problems } from './problems.ts';
import { readCertificate, reportShared } from './read-certificates.ts';
import { readSection, type ReadSection } from './read-section.ts';
import { DOMAIN_KEYS, POLICY_KEYS } from './sections.ts';
import type { NamedSection } from './sort-sections.ts';

type Shared = ReadSection<typeof POLICY_KEYS> | null;
type Own = ReadSection<typeof DOMAIN_KEYS>;

export function readPolicy(section: IniSection | undefined, problems: Problems): Shared {
  return section === undefined ? null : readSection('policy', section, POLICY_KEYS, problems);
}

export function readDomains(sections: readonly NamedSection[], shared: Shared, problems: Problems): DomainConfig[] {
  const first = new Map<string, NamedSection>();
  const read: Own[] = [];
  const domains = sections.map((named) => {
    const checked = checkDomainName(named.name);
    if (!checked.ok) problems.add('config-value', partOf(named, checked.at, checked.length), `domain ${checked.problem}`);
    const domain = checked.ok ? checked.value : { domain: named.name, shown: named.name };
    reportSame(named, domain, first, problems);
    const own = readSection('domain', named.section, DOMAIN_KEYS, problems);
    read.push(own);
    reportNoMx(named, own, shared, problems);
    return domainOf(domain, named.section.spot.line, own, shared, readCertificate(own, problems));
  });
  reportShared(domains, read, problems);
  return domains;
}

function partOf({ nameSpot }: NamedSection, at: number | undefined, length = 1): NamedSection['nameSpot'] {
  return at === undefined ? nameSpot : { ...nameSpot, column: nameSpot.column + at, length };
}

/** The same header twice is a duplicate section and already told; this finds what differs in spelling alone. */
function reportSame(named: NamedSection, { domain }: Domain, first: Map<string, NamedSection>, problems: Problems): void {
  const before = first.get(domain);
  if (before === undefined) first.set(domain, named);
  if (before === undefined || before.name === named.name) return;
  const message = `domain ${quoted(named.name)} is the same as ${quoted(before.name)} on line ${before.section.spot.line}; keep one of them`;
  problems.add('config-duplicate', named.nameSpot, message);
}

/** RFC 8461 3.2: at least one mx unless mode is none. */
function reportNoMx({ section, name }: NamedSection, own: Own, shared: Shared, problems: Problems): void {
  const mode = effectivePolicy(own, shared).mode;
  if (mode === 'none' || own.written.has('mx') || shared?.written.has('mx') || hasBadMode(own, shared)) return;
  problems.add('config-incomplete', section.spot, `domain ${quoted(name)} has no mx; say mx[] = HOST here or in [policy], since mode ${mode} needs at least one (RFC 8461 3.2)`);
}

/** Then it is not known whether an mx is needed. */
function hasBadMode(own: Own, shared: Shared): boolean {
  if (own.written.has('mode')) return own.said.mode === undefined;
  return shared !== null && shared.written.has('mode') && shared.said.mode === undefined;
}

const DEFAULT_MAX_AGE_SECONDS = 604800;

function effectivePolicy(own: Own | null, shared: Shared): Policy {
  return {
    mode: own?.said.mode ?? shared?.said.mode ?? 'testing',
    maxAgeSeconds: own?.said.max_age ?? shared?.said.max_age ?? DEFAULT_MAX_AGE_SECONDS,
    mx: own?.said.mx ?? shared?.said.mx ?? [],
  };
}

function domainOf({ domain, shown }: Domain, line: number, own: Own, shared: Shared, certificate: CertificateConfig): DomainConfig {
  const policy = effectivePolicy(own, shared);
  return {
    domain,
    shown,
    policy,
    sharesPolicy: shared !== null && isSamePolicy(policy, effectivePolicy(null, shared)),
    tlsrpt: own.said.tlsrpt ?? shared?.said.tlsrpt ?? [],
    addresses: own.said.address ?? [],
    certificate,
    zone: own.said.zone ?? null,
    line,
  };
}

function isSamePolicy(a: Policy, b: Policy): boolean {
  return a.mode === b.mode && a.maxAgeSeconds === b.maxAgeSeconds && a.mx.length === b.mx.length && a.mx.every((host, index) => host === b.mx[index]);
}
