// A question without an answer: what that means, told apart.
import type { DnsAnswer, DnsFault } from '../model/dns.ts';
import type { Finding, FindingCode } from '../model/finding.ts';
import type { Found } from './found.ts';

interface Said {
  readonly code: FindingCode;
  readonly message: (what: string, word: string) => string;
  readonly next: string;
}

const SAID: Readonly<Record<Exclude<DnsFault, 'no-resolver'>, Said>> = {
  servfail: { code: 'dns-servfail', message: (what) => `${what}: the resolver answers SERVFAIL`, next: 'see that every name server of the zone answers (dig +norecurse), and that its DS record at the parent fits its keys' },
  refused: { code: 'dns-refused', message: (what, word) => `${what}: the resolver answers ${word}`, next: 'ask another: --resolver ADDRESS' },
  bogus: { code: 'dns-bogus', message: (what) => `${what}: the answer does not validate (DNSSEC)`, next: 'sign the zone anew, or take away the DS record at the parent if its keys are gone' },
  timeout: { code: 'dns-timeout', message: (what, word) => `${what}: no answer in time (${word})`, next: 'see that every name server of the zone can be reached over UDP and TCP port 53' },
  unreadable: { code: 'dns-unreadable', message: (what, word) => `${what}: the answer can't be read: ${word}`, next: 'ask another resolver: --resolver ADDRESS; if it says the same, see what the name servers of the zone send' },
  'alias-loop': { code: 'dns-alias-loop', message: (what, word) => `${what}: ${word}`, next: 'let the CNAME record point to the name that has the records' },
  'too-large': { code: 'dns-too-large', message: (what, word) => `${what}: the answer is larger than is read: ${word}`, next: 'take away the records that are not needed' },
};

/** Nothing when there is an answer, and when no resolver answers anything: that is said once for the run. */
export function judgeDnsFailure(what: string, answer: DnsAnswer, found: Found): Finding[] {
  if (answer.kind !== 'failed' || answer.why === 'no-resolver') return [];
  const { code, message, next } = SAID[answer.why];
  return [found(code, message(what, answer.word), next)];
}
