// The ledger of one domain as intervals: which policy was served when, which id and which MX hosts could be seen when.
import type { Bytes } from '../model/bytes.ts';
import type { LedgerEvent, MxEvent, RecordEvent } from '../model/ledger.ts';
import { leftCaches } from './seconds.ts';

export interface Interval<T> {
  readonly value: T;
  readonly from: Date;
  /** Null: still. */
  readonly to: Date | null;
}

/** A policy ends when the next one was seen served. */
export function servings(events: readonly LedgerEvent[]): Interval<Bytes>[] {
  const changes = events.filter((each) => each.event === 'served' || each.event === 'gone');
  return changes.flatMap((each, index) => (each.event === 'served' ? [{ value: each.policy, from: each.at, to: changes[index + 1]?.at ?? null }] : []));
}

/** Whatever could be seen before anybody looked. */
const BEFORE = new Date(0);
const UNKNOWN = '(unknown)';

/** An id ends when no resolver shows it any more; before the first look it may have been any. */
export function visibleIds(events: readonly LedgerEvent[]): Interval<string | null>[] {
  const seen = events.filter((each): each is RecordEvent => each.event === 'record');
  const [first] = seen;
  const unknown = { value: UNKNOWN, from: BEFORE, to: first === undefined ? null : leftCaches(first.at, first.ttlSeconds) };
  return [unknown, ...cached(seen).map(({ value, ...rest }) => ({ value: value.id, ...rest }))];
}

/** A set of MX hosts likewise. */
export function visibleMx(events: readonly LedgerEvent[]): Interval<readonly string[]>[] {
  return cached(events.filter((each): each is MxEvent => each.event === 'mx')).map(({ value, ...rest }) => ({ value: value.hosts, ...rest }));
}

function cached<T extends { readonly at: Date; readonly ttlSeconds: number }>(seen: readonly T[]): Interval<T>[] {
  return seen.map((value, index) => {
    const next = seen[index + 1];
    return { value, from: value.at, to: next === undefined ? null : leftCaches(next.at, value.ttlSeconds) };
  });
}

export function isNow({ to }: Interval<unknown>, now: Date): boolean {
  return to === null || to > now;
}

export function overlaps(a: Interval<unknown>, b: Interval<unknown>): boolean {
  return (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);
}
