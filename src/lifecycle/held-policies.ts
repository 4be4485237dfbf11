// Which policies senders may hold, and until when: what every decision over time rests on.
import type { Bytes } from '../model/bytes.ts';
import type { Policy } from '../model/config.ts';
import type { LedgerEvent } from '../model/ledger.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { MAX_MAX_AGE_SECONDS } from '../formats/mta-sts/policy-fields.ts';
import { overlaps, servings, visibleIds, type Interval } from './intervals.ts';
import { later } from './seconds.ts';

export interface Held {
  readonly text: Bytes;
  readonly policy: Policy;
  readonly from: Date;
  /** When the last sender can take it, or take it anew; null: for as long as nothing changes. */
  readonly offeredUntil: Date | null;
  /** When the last sender has dropped it; if it is still offered, what that would be from now on. */
  readonly until: Date;
}

/** Oldest first. `events` are those of one domain. */
export function heldPolicies(events: readonly LedgerEvent[], now: Date): Held[] {
  const ids = visibleIds(events);
  return servings(events).flatMap((serving) => {
    const { policy } = parsePolicy(serving.value);
    if (policy === null) return [];
    const offeredUntil = lastOffer(serving, ids);
    // RFC 8461 3.2: max_age; a sender caps what is more than a year.
    const until = later(offeredUntil ?? now, Math.min(policy.maxAgeSeconds, MAX_MAX_AGE_SECONDS));
    return until > now ? [{ text: serving.value, policy, from: serving.from, offeredUntil, until }] : [];
  });
}

/**
 * Some senders keep what they have for another max_age whenever the record still shows the id they took it with, without a
 * fetch. So a policy is offered while it is served, and as long as any id can be seen that could be seen together with it.
 */
function lastOffer(serving: Interval<Bytes>, ids: readonly Interval<string | null>[]): Date | null {
  const names = new Set(ids.filter((each) => each.value !== null && overlaps(each, serving)).map(({ value }) => value));
  const ends = [serving, ...ids.filter(({ value }) => names.has(value))].map(({ to }) => to);
  return ends.reduce((last, to) => (last === null || to === null ? null : to > last ? to : last), serving.from);
}

export function heldInEnforce(held: readonly Held[]): Held[] {
  return held.filter(({ policy }) => policy.mode === 'enforce');
}

/** The last moment of all; null when there is none. */
export function lastUntil(held: readonly Held[]): Date | null {
  return held.reduce<Date | null>((last, { until }) => (last === null || until > last ? until : last), null);
}
