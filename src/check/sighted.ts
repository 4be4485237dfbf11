// What a sender sees of a domain at this moment, without any opinion on it: for the ledger.
import type { Bytes } from '../model/bytes.ts';
import type { DnsAnswer } from '../model/dns.ts';
import type { Finding, FindingCode } from '../model/finding.ts';
import type { Sighting } from '../model/ledger.ts';
import { isDomain } from '../formats/mta-sts/domain-name.ts';
import type { Mail } from './mail-hosts.ts';

export type Sighted = Pick<Sighting, 'served' | 'isDivided' | 'record' | 'mx'>;

interface Seen {
  readonly sts: DnsAnswer<'TXT'>;
  readonly id: string | null;
  readonly mail: Mail;
  /** Of every address that answered. */
  readonly bodies: readonly Bytes[];
  /** Of the policy host. */
  readonly findings: readonly Finding[];
}

export function sightedOf({ sts, id, mail, bodies, findings }: Seen, domain: string): Sighted {
  const isDivided = bodies.some((each) => each !== bodies[0]);
  return { served: served(bodies, findings), ...(isDivided ? { isDivided } : {}), record: sts.kind === 'failed' ? null : { id, ttlSeconds: ttlOf(sts) }, mx: mxOf(mail, domain) };
}

/** These don't keep a sender from taking the policy. */
const HARMLESS: ReadonlySet<FindingCode> = new Set(['policy-differs', 'policy-certificate-old']);

/** Only what every address serves, in a way that senders take. */
function served(bodies: readonly Bytes[], findings: readonly Finding[]): Bytes | null {
  const [body] = bodies;
  if (body === undefined || bodies.some((each) => each !== body)) return null;
  return findings.some(({ code, severity }) => severity === 'error' && !HARMLESS.has(code)) ? null : body;
}

function mxOf({ answer }: Mail, domain: string): Sighted['mx'] {
  if (answer.kind === 'failed') return null;
  // RFC 5321 5.1: the domain itself, for want of an MX record.
  if (answer.kind === 'none') return { hosts: answer.why === 'no-data' ? [domain] : [], ttlSeconds: 0 };
  const hosts = answer.values.map(({ exchange }) => exchange.toLowerCase().replace(/\.$/, '')).filter(isDomain);
  return { hosts: [...new Set(hosts)].sort(), ttlSeconds: ttlOf(answer) };
}

function ttlOf(answer: DnsAnswer): number {
  return answer.kind === 'records' ? answer.ttlSeconds : 0;
}
