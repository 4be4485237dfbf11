// Whether a policy that is about to be published would keep mail from the domain (RFC 8461 4.1, 4.2, 5).
import type { Finding, FindingCode } from '../model/finding.ts';
import type { Publication } from '../model/plan.ts';
import { matchesMx } from '../formats/mta-sts/matches-mx.ts';
import { finderOf } from './found.ts';
import { judgeMail } from './judge-mail.ts';
import type { Mail } from './mail-hosts.ts';

/** With any of these a sender that honours mode enforce does not deliver to that host. */
const HARMFUL: ReadonlySet<FindingCode> = new Set(['mx-unmatched', 'mx-no-starttls', 'mx-tls', 'mx-certificate']);

/** Only what was seen counts: a mail host that could not be reached is no evidence. */
export function judgeHarm({ domain, policy, before }: Publication, mail: Mail, now: Date): Finding[] {
  const found = finderOf(domain);
  if (policy.mode === 'enforce') return judgeMail(mail, { domain, policy, now }, found).filter(({ code }) => HARMFUL.has(code));
  if (policy.mode === 'none' || before === null) return [];
  const has = (mx: readonly string[], name: string) => mx.some((pattern) => matchesMx(pattern, name));
  const dropped = mail.hosts.map(({ name }) => name).filter((name) => has(before.mx, name) && !has(policy.mx, name));
  return dropped.map((name) => found('mx-dropped', `the policy no longer has the MX host ${name}, which is still in DNS`, `take its MX record away first, or say mx[] = ${name} in stsctl.conf`));
}
