// RFC 8461 8.3: mode none with a small max_age and a new id; wait until every earlier policy has expired; the record; the policy host.
import { heldInEnforce, heldPolicies } from './held-policies.ts';
import { DAY_SECONDS } from './seconds.ts';
import { next, type Next, type Situation } from './situation.ts';
import { waitExpiry } from './wait-expiry.ts';
import { unpublished, unserved, withdrawnStill } from './walk-publish.ts';

/** RFC 8461 8.3 suggests a day. */
export const LAST_MAX_AGE_SECONDS = DAY_SECONDS;

/** `isImpatient`: policies in testing are not waited for, since they keep no mail from anybody. */
export function walkRetire(situation: Situation, isImpatient: boolean): Next {
  const { domain, wanted, sighting, events, now } = situation;
  const { mode, maxAgeSeconds } = wanted.policy;
  if (mode !== 'none' || maxAgeSeconds > LAST_MAX_AGE_SECONDS) return next('configure', `the policy of ${domain} gets mode none and max_age ${LAST_MAX_AGE_SECONDS}`, 'stsctl apply');
  const isWithdrawn = sighting.record !== null && sighting.record.id === null;
  const before = unserved(situation) ?? (isWithdrawn ? null : unpublished(situation));
  if (before !== null) return before;
  const earlier = heldPolicies(events, now).filter(({ policy }) => policy.mode !== 'none');
  const wait = waitExpiry(isImpatient ? heldInEnforce(earlier) : earlier, `the record of ${domain} goes`, situation);
  if (wait !== null) return isImpatient && wait.kind === 'wait' ? { ...wait, kind: 'refuse', todo: 'leave --now out: such a sender would go on to enforce it, and could not learn that it is over' } : wait;
  if (!isWithdrawn) return next('withdraw', `no sender holds an earlier policy of ${domain}`, `take away: _mta-sts.${domain} TXT; the policy host stays until the record has left every cache`);
  return withdrawnStill(situation) ?? next('remove', `nobody asks for the policy of ${domain} any more`, `its section, servers, handle, certificate and policy file leave`);
}
