// Proof at the end: each policy that changed is fetched as a sender would fetch it (RFC 8461 3.3).
import { isIP } from 'node:net';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Server } from '../model/httpd-conf.ts';
import type { FetchPolicyStep } from '../model/plan.ts';
import type { Adoption } from './adoption.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import { PORT } from './render-servers.ts';
import type { Role } from './marker.ts';

/** Our servers listen on "*", so the loopback address reaches them when no configured address is this host's. */
const LOOPBACK = '127.0.0.1';
const ANY_V4 = '0.0.0.0';
const ANY_V6 = '::';

export function planFetch(domains: readonly DesiredDomain[], facts: Facts, paths: CertificatePaths, adoption: Adoption): FetchPolicyStep[] {
  return domains.map((each) => ({
    kind: 'fetch-policy',
    domain: each.domain,
    policyHost: each.policyHost,
    handle: paths.of(each.policyHost).handle,
    certificate: paths.of(each.policyHost).certificate,
    connect: connectAddresses(each, 'policy', facts, adoption),
    body: each.policyFile.content,
    reason: 'nothing is done before a sender can fetch it',
  }));
}

/** Those of a domain's addresses that are this host's; without any, where the server of that role listens, or where a remote host is reached. */
export function connectAddresses({ addresses, policyHost }: DesiredDomain, role: Role, facts: Facts, adoption: Adoption): readonly string[] {
  const own = new Set(facts.addresses);
  const here = addresses.filter((each) => own.has(each));
  const kept = adoption.kept(policyHost)[role];
  if (here.length > 0) return here;
  // Seen from another machine the loopback address is that machine's; the host may be behind one that translates.
  if (facts.reach !== null) return addresses.length > 0 ? addresses : reachedAt(facts.reach);
  return kept?.works === true ? [listenAddress(kept.server, PORT[role])] : [LOOPBACK];
}

/** Behind a jump host its name may mean nothing here; without address[] nobody can tell where its policy is served. */
export function reachedAt(reach: string | null): readonly string[] {
  if (reach === null) return [LOOPBACK];
  return isIP(reach) === 0 ? [] : [reach];
}

export function withoutAddress({ domains, configFile }: Desired, { reach, host }: Pick<Facts, 'reach' | 'host'>): Diagnostic[] {
  if (reachedAt(reach).length > 0) return [];
  return domains.filter(({ addresses }) => addresses.length === 0).map(({ domain, policyHost }) => ({
    code: 'config-incomplete',
    place: { file: configFile },
    message: `[domain ${domain}] has no address[], and ${host} is reached by a name (${reach}) that has no address here: where ${policyHost} is served can't be told`,
    unchanged: `every file on ${host}`,
    next: `add to [domain ${domain}] the addresses of ${policyHost}: address[] = ADDRESS`,
  }));
}

function listenAddress({ listens }: Server, port: number): string {
  const resolved = listens.filter((each) => each.port === port).flatMap((each) => each.resolved);
  if (resolved.includes(ANY_V4)) return LOOPBACK;
  return resolved.includes(ANY_V6) ? '::1' : (resolved[0] ?? LOOPBACK);
}
