// What else a fetched policy tells: how its certificate ages, what real senders make of it, how its addresses agree.
import type { Finding } from '../model/finding.ts';
import { formatEndpoint } from '../formats/endpoint.ts';
import { validity } from '../formats/certificate/leaf.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { CHECKERS, judgeBySenders, type SenderJudgement } from '../formats/mta-sts/senders.ts';
import { daysLeft, isExpiring } from './certificate-days.ts';
import type { FetchedFrom } from './check-domain.ts';
import { listed, type Found } from './found.ts';

/** RFC 8461 10.2; the least that a daily refresh (RFC 8461 3.3) can keep alive. */
const SHORT_MAX_AGE_SECONDS = 86_400;

/** `wanted` is the configured policy: another in its place is told as such, not judged line by line. */
export function judgeFurther(all: readonly FetchedFrom[], wanted: string | null, now: Date, found: Found): Finding[] {
  const bodies = all.flatMap(({ fetched }) => (fetched.kind === 'answered' && fetched.status === 200 && !fetched.tooLarge ? [fetched.body] : []));
  const texts = [...new Set(bodies)];
  const uneven = texts.length < 2 ? [] : [found('policy-addresses-differ', 'the addresses of the policy host serve different policies', 'serve the same file from each')];
  return [...all.flatMap((each) => judgeAge(each, now, found)), ...uneven, ...texts.filter((text) => wanted === null || text === wanted).flatMap((text) => judgeText(text, found))];
}

function judgeAge({ target, fetched }: FetchedFrom, now: Date, found: Found): Finding[] {
  if (fetched.kind !== 'answered' || fetched.certificate === null || !isExpiring(fetched.certificate, now)) return [];
  const until = new Date(validity(fetched.certificate).to).toISOString().slice(0, 10);
  return [found('policy-certificate-expiring', `the certificate expires in ${daysLeft(fetched.certificate, now)} days, on ${until}`, 'see why it was not renewed: stsctl renew', { where: formatEndpoint(target) })];
}

function judgeText(text: string, found: Found): Finding[] {
  const parsed = parsePolicy(text);
  const { policy } = parsed;
  const short = policy !== null && policy.mode === 'enforce' && policy.maxAgeSeconds < SHORT_MAX_AGE_SECONDS;
  return [
    ...judgeBySenders(text, parsed).map((each) => bySenders(each, found)),
    ...(short ? [found('policy-max-age-short', `max_age is ${policy.maxAgeSeconds} seconds, less than a day`, 'say max_age = 604800 or more')] : []),
    ...(policy?.mode === 'none' ? [found('policy-mode-none', 'the policy is of mode none: it takes MTA-STS back', 'nothing, until every earlier policy has expired; then take the TXT record away, and the policy last')] : []),
  ];
}

/** What only a checker refuses delays no mail. */
function bySenders({ line, text, isValid, refusedBy, takenBy, readOtherwiseBy }: SenderJudgement, found: Found): Finding {
  const mend = 'write what every sender takes: one line end throughout, no blank line, each key but mx once';
  if (!isValid) return found('policy-sender', `not valid at line ${line} (${text}), though ${listed(takenBy)} ${verb(takenBy, 'take')} it; ${listed(refusedBy)} ${verb(refusedBy, 'refuse')} it`, mend, { severity: 'note' });
  const otherwise = readOtherwiseBy.length === 0 ? '' : `, and ${listed(readOtherwiseBy)} ${verb(readOtherwiseBy, 'take')} the last one instead of the first`;
  const severity = readOtherwiseBy.length > 0 || refusedBy.some((each) => !CHECKERS.has(each)) ? 'warning' : 'note';
  return found('policy-sender', `valid, but ${listed(refusedBy)} ${verb(refusedBy, 'refuse')} line ${line} (${text})${otherwise}`, mend, { severity });
}

function verb(subjects: readonly string[], word: string): string {
  return subjects.length === 1 ? `${word}s` : word;
}
