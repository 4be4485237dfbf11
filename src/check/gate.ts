// Asked before policies are published: would mail be lost? All domains side by side, with less patience than check has.
import type { Finding } from '../model/finding.ts';
import type { Publication } from '../model/plan.ts';
import { atMost } from '../model/at-most.ts';
import { listed } from './found.ts';
import { judgeHarm } from './judge-harm.ts';
import type { Mail, MailHost } from './mail-hosts.ts';
import { openMail, type MailRun } from './open-mail.ts';

export interface GateVerdict {
  /** By domain, why its policy would do harm; those without harm are left out. */
  readonly harm: ReadonlyMap<string, readonly Finding[]>;
  /** What could not be looked at, and so speaks neither for nor against. */
  readonly notes: readonly string[];
}

const TIMEOUTS = { dnsMs: 2000, smtpMs: 10_000 };
/** Domains looked at side by side. */
const AT_ONCE = 64;

export async function askGate(publications: readonly Publication[], options: MailRun, now: Date, timeouts = TIMEOUTS): Promise<GateVerdict> {
  const { resolver, mailHosts } = openMail(options, timeouts);
  const limit = atMost(AT_ONCE);
  // Mode none asks nothing of anybody.
  const asked = publications.filter(({ policy }) => policy.mode !== 'none');
  const mails = await Promise.all(asked.map(async (each) => ({ each, mail: await limit(() => mailHosts.of(each.domain)) })));
  const harm = new Map(mails.map(({ each, mail }) => [each.domain, judgeHarm(each, mail, now)] as const).filter(([, findings]) => findings.length > 0));
  if (mails.length > 0 && !resolver.isHeard) return { harm, notes: ['no resolver answers: whether the policies fit the MX hosts is not known'] };
  const enforced = mails.filter(({ each }) => each.policy.mode === 'enforce');
  return { harm, notes: [...unresolved(mails.map(({ each, mail }) => ({ domain: each.domain, mail }))), ...unseen(enforced.flatMap(({ mail }) => mail.hosts), options.smtpPort)] };
}

function unresolved(mails: readonly { readonly domain: string; readonly mail: Mail }[]): string[] {
  const failed = mails.filter(({ mail }) => mail.answer.kind === 'failed').map(({ domain }) => domain);
  return failed.length === 0 ? [] : [`DNS gives no answer for the MX records of ${listed(failed)}: whether their policies fit is not known`];
}

function unseen(hosts: readonly MailHost[], port: number): string[] {
  const names = new Set(hosts.map(({ name }) => name));
  const seen = new Set(hosts.filter(isSeen).map(({ name }) => name));
  const missed = [...names].filter((name) => !seen.has(name));
  if (missed.length === 0) return [];
  if (seen.size === 0) return [`the TLS of the mail hosts is not known: none could be looked at on port ${port} from here`];
  return [`the TLS of ${listed(missed)} is not known: it could not be looked at on port ${port} from here`];
}

function isSeen({ visits }: MailHost): boolean {
  return visits.some(({ probed: { kind } }) => kind === 'secure' || kind === 'no-starttls' || kind === 'tls');
}
