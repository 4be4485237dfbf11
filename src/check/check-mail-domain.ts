// A whole domain as a sending server meets it: DNS, policy and mail hosts side by side.
import type { Mode } from '../model/config.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import type { Finding } from '../model/finding.ts';
import { validity } from '../formats/certificate/leaf.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { askUnknownName } from './ask-unknown-name.ts';
import { daysBetween } from './certificate-days.ts';
import { fetchFromAll, type CheckOptions, type FetchedFrom } from './check-domain.ts';
import type { Resolver } from './dns/resolver.ts';
import { finderOf, type Found } from './found.ts';
import { hostAddresses, type HostAddresses } from './host-addresses.ts';
import { judgeAddresses } from './judge-addresses.ts';
import { judgeFetched } from './judge-fetched.ts';
import { judgeFurther } from './judge-further.ts';
import { diskCertificate, judgeHost, servedOtherwise } from './judge-host.ts';
import { judgeMail } from './judge-mail.ts';
import { judgeNameServers } from './judge-name-servers.ts';
import { judgeOrder, policyFirst } from './judge-order.ts';
import { judgeStsRecord } from './judge-sts-record.ts';
import { judgeTlsRpt } from './judge-tls-rpt.ts';
import { judgeCaa, relevantCaa } from './look-caa.ts';
import type { MailHosts, Visit } from './mail-hosts.ts';
import type { NameServers, ServerView } from './name-servers.ts';
import { hasNoWay } from './no-way.ts';
import { sightedOf, type Sighted } from './sighted.ts';
import type { Subject } from './subject.ts';

export interface World extends CheckOptions {
  readonly resolver: Resolver;
  readonly mailHosts: MailHosts;
  readonly nameServers: NameServers;
  readonly allowPrivate: boolean;
  /** Takes the place of the addresses of every policy host. */
  readonly connect: Endpoint | null;
  /** Where policies are served: 443 but in tests. */
  readonly policyPort: number;
  readonly now: Date;
}

export interface Outcome {
  /** Where policies were asked for. */
  readonly endpoints: readonly Endpoint[];
  readonly findings: readonly Finding[];
  readonly visits: readonly Visit[];
  /** Addresses of name servers that were asked. */
  readonly servers: readonly ServerView[];
  /** Null when no valid policy was fetched. */
  readonly mode: Mode | null;
  readonly id: string | null;
  /** Of the _mta-sts record: how long caches keep it, and whether the resolver vouches for it (AD). */
  readonly record: { readonly ttlSeconds: number; readonly isAuthenticated: boolean } | null;
  /** Of the policy host's certificate, the soonest. */
  readonly daysLeft: number | null;
  /** For the ledger. */
  readonly sighted: Sighted;
  /** When that is: milliseconds since 1970. */
  readonly expires: number | null;
  /** Something was out of reach only because this machine has no IPv6. */
  readonly lacksIpv6: boolean;
}

export async function checkMailDomain(subject: Subject, world: World): Promise<Outcome> {
  const { domain, policyHost, ours } = subject;
  const { resolver, mailHosts } = world;
  const found = finderOf(domain);
  const addresses = hostAddresses(resolver, policyHost, world.allowPrivate);
  const issuers = ours?.issuers ?? [];
  const [sts, reports, host, policies, mail, caa, zone] = await Promise.all([
    resolver.ask(`_mta-sts.${domain}`, 'TXT'),
    resolver.ask(`_smtp._tls.${domain}`, 'TXT'),
    addresses,
    addresses.then((known) => fetchPolicies(known, subject, world, found)),
    mailHosts.of(domain),
    issuers.length === 0 ? null : relevantCaa(resolver, policyHost),
    world.nameServers.of(`_mta-sts.${domain}`),
  ]);
  const record = judgeStsRecord(sts, subject, found);
  const visits = mail.hosts.flatMap((each) => each.visits);
  const { reached, body } = policies;
  const policy = parsePolicy(body ?? ours?.body ?? '').policy;
  const common = {
    ...servedBy(reached, world.now),
    visits,
    servers: zone?.servers ?? [],
    record: sts.kind === 'records' ? { ttlSeconds: sts.ttlSeconds, isAuthenticated: sts.isAuthenticated } : null,
    id: record.id,
    mode: body === null ? null : (policy?.mode ?? null),
    sighted: sightedOf({ sts, id: record.id, mail, bodies: policies.bodies, findings: policies.findings }, domain),
    lacksIpv6: policies.lacksIpv6 || visits.some(({ endpoint, probed }) => probed.kind === 'unreachable' && hasNoWay(endpoint, probed.word)),
  };
  const others = [...judgeNameServers(zone, found), ...judgeCaa(caa, policyHost, issuers, found), ...judgeTlsRpt(reports, subject, found), ...judgeMail(mail, { domain, policy, now: world.now }, found)];
  // A domain of others that has nothing at all is told so, once.
  if (ours === null && record.isAbsent && host.all.length === 0 && policies.endpoints.length === 0) return { ...common, findings: [...absent(subject, found), ...others] };
  const bodies = reached.flatMap(({ fetched }) => (fetched.kind === 'answered' && fetched.status === 200 ? [fetched.body] : []));
  return { ...common, findings: [...judgeHost(subject, bodies, found), ...policyFirst(record.findings, bodies, subject), ...(world.connect === null ? judgeAddresses(host, subject, found) : []), ...policies.findings, ...judgeOrder({ id: record.id, bodies }, subject, found), ...others] };
}

function servedBy(reached: readonly FetchedFrom[], now: Date): Pick<Outcome, 'endpoints' | 'expires' | 'daysLeft'> {
  const expires = soonest(reached);
  return { endpoints: reached.map(({ target: { address, port } }) => ({ address, port })), expires, daysLeft: expires === null ? null : daysBetween(now, expires) };
}

function absent({ domain }: Subject, found: Found): Finding[] {
  return [found('sts-absent', `${domain} publishes no MTA-STS: neither a record at _mta-sts.${domain} nor a policy host`, 'serve a policy, then publish the record (RFC 8461 8.1)')];
}

interface Policies {
  readonly endpoints: readonly Endpoint[];
  readonly reached: readonly FetchedFrom[];
  readonly findings: readonly Finding[];
  /** The first policy that was served whole. */
  readonly body: string | null;
  /** All of them. */
  readonly bodies: readonly string[];
  readonly lacksIpv6: boolean;
}

async function fetchPolicies(host: HostAddresses, subject: Subject, world: World, found: Found): Promise<Policies> {
  const { domain, policyHost, ours } = subject;
  const endpoints = endpointsOf(host, ours?.addresses ?? [], world);
  const [first] = endpoints;
  const [all, unknown] = await Promise.all([fetchFromAll(policyHost, endpoints, world), first === undefined ? [] : askUnknownName(policyHost, first, found)]);
  const reached = all.filter(({ target, fetched }) => fetched.kind !== 'unreachable' || !hasNoWay(target, fetched.word));
  const expected = (target: Endpoint) => ({ domain, body: ours?.body ?? null, certificate: ours === null ? null : diskCertificate(target, endpoints, world.connect !== null, ours) });
  const judged = reached.flatMap(({ target, fetched }) => judgeFetched(fetched, target, expected(target)));
  const findings = [...servedOtherwise(judged, subject), ...judgeFurther(reached, ours?.body ?? null, world.now, found), ...unknown];
  const bodies = reached.flatMap(({ fetched }) => (fetched.kind === 'answered' && fetched.status === 200 && !fetched.tooLarge ? [fetched.body] : []));
  return { endpoints, reached, findings, body: bodies[0] ?? null, bodies, lacksIpv6: reached.length < all.length };
}

/** What is configured is looked at whether DNS has it or not. */
function endpointsOf({ reachable }: HostAddresses, configured: readonly string[], { connect, policyPort }: World): Endpoint[] {
  if (connect !== null) return [connect];
  return [...new Set([...configured, ...reachable])].slice(0, MAX_ADDRESSES).map((address) => ({ address, port: policyPort }));
}

/** As many as a name has in practice. */
const MAX_ADDRESSES = 16;

/** When the first of the certificates expires: milliseconds since 1970. */
function soonest(all: readonly FetchedFrom[]): number | null {
  const ends = all.flatMap(({ fetched }) => (fetched.kind === 'answered' && fetched.certificate !== null ? [validity(fetched.certificate).to] : []));
  return ends.length === 0 ? null : Math.min(...ends);
}
