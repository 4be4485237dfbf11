// MX hosts as senders see them: what DNS has and what caches still show, against what policies name.
import type { Policy } from '../model/config.ts';
import type { LedgerEvent } from '../model/ledger.ts';
import { matchesMx } from '../formats/mta-sts/matches-mx.ts';
import { isNow, visibleMx } from './intervals.ts';

export function isNamed({ mx }: Pick<Policy, 'mx'>, host: string): boolean {
  return mx.some((pattern) => matchesMx(pattern, host));
}

/** Every host that some resolver may still show. */
function visibleHosts(events: readonly LedgerEvent[], now: Date): Set<string> {
  return new Set(visibleMx(events).filter((each) => isNow(each, now)).flatMap(({ value }) => value));
}

/** Those that a policy in enforce would keep mail from (RFC 8461 4.1). */
export function unnamedHosts(policy: Pick<Policy, 'mx'>, events: readonly LedgerEvent[], now: Date): string[] {
  return [...visibleHosts(events, now)].filter((host) => !isNamed(policy, host)).sort();
}
