// Many domains, a bounded number at a time, and what is true of the run as a whole.
import { getServers } from 'node:dns';
import { hostname } from 'node:os';
import type { Endpoint } from '../formats/endpoint.ts';
import { formatEndpoint } from '../formats/endpoint.ts';
import type { Finding } from '../model/finding.ts';
import { isDomain } from '../formats/mta-sts/domain-name.ts';
import { checkMailDomain, type Outcome, type World } from './check-mail-domain.ts';
import { Resolver } from './dns/resolver.ts';
import { finderOf } from './found.ts';
import { atMost } from '../model/at-most.ts';
import { MailHosts } from './mail-hosts.ts';
import type { Subject } from './subject.ts';

export interface RunOptions {
  readonly ca: readonly string[] | undefined;
  /** Null for those of resolv.conf(5); an empty list asks nobody. */
  readonly resolvers: readonly Endpoint[] | null;
  readonly allowPrivate: boolean;
  readonly connect: Endpoint | null;
  readonly smtpPort: number;
  readonly policyPort?: number;
  readonly timeouts?: Timeouts;
}

export interface Timeouts {
  readonly dnsMs: number;
  readonly policyMs: number;
  readonly smtpMs: number;
}

/** RFC 8461 3.3 suggests one minute for the policy. */
const TIMEOUTS: Timeouts = { dnsMs: 2500, policyMs: 60_000, smtpMs: 30_000 };
/** Domains looked at side by side. */
const AT_ONCE = 32;

export interface Run {
  /** True of the run, of no domain. */
  readonly findings: readonly Finding[];
  readonly domains: readonly { readonly subject: Subject; readonly outcome: Outcome }[];
  readonly hasResolver: boolean;
}

export async function checkAll(subjects: readonly Subject[], options: RunOptions, now: Date): Promise<Run> {
  const { dnsMs, policyMs, smtpMs } = options.timeouts ?? TIMEOUTS;
  const resolver = new Resolver({ servers: options.resolvers ?? systemResolvers(), timeoutMs: dnsMs });
  const mailHosts = new MailHosts(resolver, { port: options.smtpPort, allowPrivate: options.allowPrivate, ca: options.ca, timeoutMs: smtpMs, helo: isDomain(hostname()) && hostname().includes('.') ? hostname() : '' });
  const world: World = { resolver, mailHosts, allowPrivate: options.allowPrivate, connect: options.connect, policyPort: options.policyPort ?? 443, ca: options.ca, timeoutMs: policyMs, now };
  const limit = atMost(AT_ONCE);
  const outcomes = await Promise.all(subjects.map((subject) => limit(() => checkMailDomain(subject, world))));
  const isBlocked = smtpIsBlocked(outcomes);
  const hasResolver = options.resolvers?.length === 0 || resolver.isHeard;
  const domains = outcomes.map((outcome, index) => ({ subject: subjects[index] as Subject, outcome: isBlocked ? { ...outcome, findings: outcome.findings.filter(({ code }) => code !== 'mx-unreachable') } : outcome }));
  return { hasResolver, domains, findings: [...resolverFindings(hasResolver, resolver, outcomes), ...pathFindings(outcomes, isBlocked, options)] };
}

/** No mail host of any domain could be reached. */
function smtpIsBlocked(outcomes: readonly Outcome[]): boolean {
  const probes = outcomes.flatMap(({ visits }) => visits.map(({ probed }) => probed.kind));
  return probes.length > 0 && probes.every((kind) => kind === 'unreachable');
}

const found = finderOf('');

/** A note as long as something else was looked at; where nothing was, silence would say that all is well. */
function resolverFindings(hasResolver: boolean, { servers }: Resolver, outcomes: readonly Outcome[]): Finding[] {
  if (hasResolver) return [];
  const isBlind = outcomes.some(({ endpoints }) => endpoints.length === 0);
  const who = servers.length === 0 ? 'no resolver is configured' : `no resolver answers (${servers.map(formatEndpoint).join(', ')})`;
  return [found('dns-no-resolver', `${who}: records and mail hosts are not looked at`, 'name one: --resolver ADDRESS:PORT', { severity: isBlind ? 'error' : 'note' })];
}

function pathFindings(outcomes: readonly Outcome[], isBlocked: boolean, { smtpPort }: RunOptions): Finding[] {
  return [
    ...(isBlocked ? [found('smtp-blocked', `no mail host can be reached on port ${smtpPort} from here: their TLS is not looked at`, 'check from a network that lets port 25 out, such as that of the mail host')] : []),
    ...(outcomes.some(({ lacksIpv6 }) => lacksIpv6) ? [found('ipv6-absent', 'there is no IPv6 here: nothing was asked over it', 'check from a network that has it')] : []),
  ];
}

/** Of resolv.conf(5). */
function systemResolvers(): Endpoint[] {
  return getServers().flatMap((text) => {
    const match = /^\[([^\]]+)\]:(\d+)$/.exec(text) ?? /^([^:]+):(\d+)$/.exec(text);
    return [match === null ? { address: text, port: 53 } : { address: match[1] ?? '', port: Number(match[2]) }];
  });
}
