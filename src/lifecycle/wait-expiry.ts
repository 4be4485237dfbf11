// Waiting until no sender can hold certain policies any more.
import { policyId } from '../formats/mta-sts/policy-id.ts';
import { lastUntil, type Held } from './held-policies.ts';
import { shownTime } from './seconds.ts';
import { next, type Next, type Situation } from './situation.ts';

/** Null when there are none. `goal` follows "before": "mx2.example.com may take its place". */
export function waitExpiry(held: readonly Held[], goal: string, { domain, wanted, sighting }: Situation): Next | null {
  const until = lastUntil(held);
  const [first] = held;
  if (until === null || first === undefined) return null;
  // Not served any more, and its own id is not shown: it was taken together with the id of another policy.
  const stuck = held.find(({ offeredUntil, text }) => offeredUntil === null && text !== sighting.served && sighting.record?.id === wanted.id);
  if (stuck !== undefined) return next('refuse', `the id ${wanted.id} was in DNS before its policy was served: a sender who took the older policy with it keeps that for as long as the id stays`, 'change the policy a little, such as max_age by a second, then: stsctl apply, and publish its record afterwards');
  return next('wait', `a sender may hold ${named(held)} of ${domain} until ${shownTime(until)}`, `then ${goal}`, until);
}

function named(held: readonly Held[]): string {
  const [first] = held;
  const which = first === undefined ? '' : `${first.policy.mode} (id ${policyId(first.text).slice(0, 8)}…)`;
  return held.length === 1 ? `the policy in mode ${which}` : `${held.length} policies, the oldest in mode ${which}`;
}
