// A domain's mail hosts against its policy: the names (RFC 8461 4.1) and what each host says of itself (RFC 8461 4.2).
import type { Policy } from '../model/config.ts';
import type { Finding, Severity } from '../model/finding.ts';
import { matchesMx } from '../formats/mta-sts/matches-mx.ts';
import { listed, shortened, type Found } from './found.ts';
import { judgeDnsFailure } from './judge-dns-failure.ts';
import { judgeVisit } from './judge-visit.ts';
import { MAX_HOSTS, type Mail, type MailHost } from './mail-hosts.ts';

export interface MailJudgeOptions {
  readonly domain: string;
  /** Null when senders get none. */
  readonly policy: Policy | null;
  readonly now: Date;
}

export function judgeMail(mail: Mail, { domain, policy, now }: MailJudgeOptions, found: Found): Finding[] {
  // Only enforce keeps mail from a host that fails.
  const severity: Severity = policy?.mode === 'enforce' ? 'error' : 'warning';
  return [
    ...judgeRecords(mail, domain, found),
    ...mail.hosts.flatMap((host) => judgeHost(host, severity, now, found)),
    ...(policy === null || policy.mode === 'none' ? [] : judgeNames(mail, policy, severity, found)),
  ];
}

function judgeRecords(mail: Mail, domain: string, found: Found): Finding[] {
  const { answer, isNull, isImplicit, total, bad } = mail;
  if (answer.kind === 'failed') return judgeDnsFailure(`MX of ${domain}`, answer, found);
  if (answer.kind === 'none' && answer.why === 'no-name') return [found('domain-unknown', `there is no ${domain} (NXDOMAIN)`, 'see how the name is spelt, and that the domain is delegated')];
  if (isNull) return [found('mx-null', `${domain} takes no mail: its MX record is "."`, 'nothing; a domain without mail needs no MTA-STS')];
  if (total === 0) return [found('mx-none', `${domain} has no MX record and no address`, `publish: ${domain}. IN MX 10 HOST.`)];
  return [
    ...(isImplicit ? [found('mx-implicit', `${domain} has no MX record: mail goes to its own address`, `publish: ${domain}. IN MX 10 HOST.`)] : []),
    ...(total <= MAX_HOSTS ? [] : [found('mx-many', `${domain} has ${total} MX hosts; the first ${MAX_HOSTS} are looked at`, 'keep a few')]),
    ...bad.slice(0, MAX_HOSTS).map((name) => found('mx-name', `the MX record names "${shortened(name, 80)}", which is no host name`, 'name a host that has A or AAAA records')),
  ];
}

function judgeHost({ name, addresses, visits }: MailHost, severity: Severity, now: Date, found: Found): Finding[] {
  const { a, aaaa, all, special, isAllowed } = addresses;
  const aliases = [a, aaaa].flatMap((answer) => (answer.kind === 'failed' ? [] : answer.aliases));
  const isWithout = a.kind === 'none' && aaaa.kind === 'none';
  return [
    ...judgeDnsFailure(`A of ${name}`, a, found),
    ...(all.length > 0 ? [] : judgeDnsFailure(`AAAA of ${name}`, aaaa, found)),
    ...(aliases.length === 0 ? [] : [found('mx-alias', `the MX host ${name} is an alias of ${aliases.at(-1) ?? ''}`, `let the MX record name ${aliases.at(-1) ?? ''}, and the policy too`)]),
    ...(isWithout ? [found('mx-without-address', `the MX host ${name} has no address${a.why === 'no-name' ? ' (NXDOMAIN)' : ''}`, `publish the A and AAAA records of ${name}, or take its MX record away`)] : []),
    ...special.slice(0, 5).map(({ address, word }) => found('mx-private', `the MX host ${name} has the address ${address}, which is ${word}`, `publish the address that ${name} has on the internet`, { where: address, severity: isAllowed ? 'note' : 'error' })),
    ...visits.flatMap((visit) => judgeVisit(visit, name, severity, now, found)),
  ];
}

/** In both directions. */
function judgeNames({ hosts, isImplicit, total }: Mail, { mx, mode }: Policy, severity: Severity, found: Found): Finding[] {
  const names = hosts.map(({ name }) => name);
  const unmatched = names.filter((name) => !mx.some((pattern) => matchesMx(pattern, name)));
  const unused = total > MAX_HOSTS || names.length === 0 ? [] : mx.filter((pattern) => !names.some((name) => matchesMx(pattern, name)));
  return [
    ...unmatched.map((name) => found('mx-unmatched', `no mx of the policy matches ${isImplicit ? 'the domain itself, ' : 'the MX host '}${name}${widely(name, mx)}${mode === 'enforce' ? ': senders do not deliver to it' : ''}`, `add it to the policy (mx[] = ${name} in stsctl.conf) and serve that before the next change in DNS, or take its MX record away`, { severity })),
    ...(unused.length === 0 ? [] : [found('mx-pattern-unused', `no MX host matches ${listed(unused)}`, 'take it out of the policy, unless the host is to come')]),
  ];
}

/** What is refused by the RFC and let through by some. */
function widely(name: string, patterns: readonly string[]): string {
  const wide = patterns.find((pattern) => pattern.startsWith('*.') && name.endsWith(pattern.slice(1)));
  return wide === undefined ? '' : ` (${wide} stands for one label only; checkdmarc and mailauth take it for more)`;
}
