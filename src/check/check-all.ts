// Many domains, a bounded number at a time, and what is true of the run as a whole.
import { networkInterfaces } from 'node:os';
import { specialAddress } from '../formats/address/special-address.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import { formatEndpoint } from '../formats/endpoint.ts';
import type { Finding } from '../model/finding.ts';
import { checkMailDomain, type Outcome, type World } from './check-mail-domain.ts';
import type { Resolver } from './dns/resolver.ts';
import { finderOf } from './found.ts';
import { atMost } from '../model/at-most.ts';
import type { MailHosts } from './mail-hosts.ts';
import { NameServers } from './name-servers.ts';
import { openMail, type MailRun } from './open-mail.ts';
import type { Subject } from './subject.ts';

export interface RunOptions extends MailRun {
  readonly connect: Endpoint | null;
  readonly policyPort?: number;
  readonly namePort?: number;
  readonly timeouts?: Timeouts;
  /** Mail hosts visited by earlier runs are not visited again; without it each run visits its own. */
  readonly mailHosts?: MailHosts;
  /** Port 25 was open from here before: who can't be reached now is down. */
  readonly isSmtpOpen?: boolean;
  /** How many domains have been looked at. */
  readonly onLooked?: (count: number) => void;
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
  const timeouts = options.timeouts ?? TIMEOUTS;
  const { resolver, mailHosts: fresh } = openMail(options, timeouts);
  const mailHosts = options.mailHosts ?? fresh;
  const nameServers = new NameServers(resolver, { port: options.namePort ?? 53, allowPrivate: options.allowPrivate, timeoutMs: timeouts.dnsMs });
  const world: World = { resolver, mailHosts, nameServers, allowPrivate: options.allowPrivate, connect: options.connect, policyPort: options.policyPort ?? 443, ca: options.ca, timeoutMs: timeouts.policyMs, now };
  const limit = atMost(AT_ONCE);
  let count = 0;
  const looked = async (subject: Subject) => {
    const outcome = await checkMailDomain(subject, world);
    options.onLooked?.((count += 1));
    return outcome;
  };
  const outcomes = await Promise.all(subjects.map((subject) => limit(() => looked(subject))));
  const own = ownAddresses();
  const isBlocked = options.isSmtpOpen !== true && smtpIsBlocked(outcomes, own);
  const hasResolver = options.resolvers?.length === 0 || resolver.isHeard;
  const domains = outcomes.map((outcome, index) => ({ subject: subjects[index] as Subject, outcome: isBlocked ? withoutUnreachable(outcome, own) : outcome }));
  return { hasResolver, domains, findings: [...resolverFindings(hasResolver, resolver, outcomes), ...pathFindings(outcomes, isBlocked, options)] };
}

/** No mail host of any domain could be reached, but for this machine's own: nothing stands in the way to those. */
function smtpIsBlocked(outcomes: readonly Outcome[], own: ReadonlySet<string>): boolean {
  const visits = outcomes.flatMap((each) => each.visits).filter(({ endpoint, probed }) => !own.has(endpoint.address) || probed.kind !== 'unreachable');
  return visits.length > 0 && visits.every(({ probed }) => probed.kind === 'unreachable');
}

function withoutUnreachable(outcome: Outcome, own: ReadonlySet<string>): Outcome {
  const known = outcome.visits.filter(({ endpoint }) => own.has(endpoint.address)).map(({ endpoint }) => ` ${formatEndpoint(endpoint)}`);
  return { ...outcome, findings: outcome.findings.filter(({ code, where }) => code !== 'mx-unreachable' || known.some((each) => where?.endsWith(each) === true)) };
}

/** Of this machine; the loopback address is everybody's. */
function ownAddresses(): Set<string> {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return new Set(all.map(({ address }) => address).filter((address) => specialAddress(address) !== 'loopback'));
}

const found = finderOf('');

/** A note as long as something else was looked at; where nothing was, silence would say that all is well. */
function resolverFindings(hasResolver: boolean, { servers }: Resolver, outcomes: readonly Outcome[]): Finding[] {
  if (hasResolver) return [];
  const isBlind = outcomes.some(({ endpoints }) => endpoints.length === 0);
  const who = servers.length === 0 ? 'no resolver is configured' : `no resolver answers (${servers.map(formatEndpoint).join(', ')})`;
  return [found('dns-no-resolver', `${who}: records and mail hosts are not looked at`, 'name one: --resolver ADDRESS', { severity: isBlind ? 'error' : 'note' })];
}

/** None of any zone: a network that lets DNS out to its own resolver alone. */
function namesAreBlocked(outcomes: readonly Outcome[]): boolean {
  const servers = outcomes.flatMap((each) => each.servers);
  return servers.length > 0 && servers.every(({ isHeard }) => !isHeard);
}

function pathFindings(outcomes: readonly Outcome[], isBlocked: boolean, { smtpPort }: RunOptions): Finding[] {
  return [
    ...(isBlocked ? [found('smtp-blocked', `no mail host can be reached on port ${smtpPort} from here: their TLS is not looked at`, 'check from a network that lets port 25 out, such as that of the mail host')] : []),
    ...(namesAreBlocked(outcomes) ? [found('ns-blocked', 'no name server can be asked directly from here: whether they agree is not looked at', 'check from a network that lets DNS out')] : []),
    ...(outcomes.some(({ lacksIpv6 }) => lacksIpv6) ? [found('ipv6-absent', 'there is no IPv6 here: nothing was asked over it', 'check from a network that has it')] : []),
  ];
}

/** To be handed to several runs: each host is visited once, however many domains and runs have it. */
export function mailHostsOf(options: RunOptions): MailHosts {
  return openMail(options, options.timeouts ?? TIMEOUTS).mailHosts;
}
