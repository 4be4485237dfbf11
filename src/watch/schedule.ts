// When each domain is looked at: spread over the interval, jittered, and never all at once. Pure: the clock is handed in.
import { createHash } from 'node:crypto';

/** Checks under way at once, however many are due. */
export const MOST_AT_ONCE = 4;
/** A start takes a while to reach everybody, a large installation longer; never longer than the interval. */
const SPREAD_MS = 2000;
const LONGEST_PAUSE_MS = 2000;
/** A change is looked at again this soon, before anybody is told. */
const CONFIRM_MS = 5 * 60_000;
const JITTER = 0.1;

/** Evenly in [0, 1), and always the same for the same text. */
function fractionOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}

export interface Round {
  readonly now: number;
  readonly intervalMs: number;
  /** How many domains there are. */
  readonly count: number;
}

/** After a start or a new configuration. What was looked at before keeps its turn, unless that has passed. */
export function firstAt(domain: string, lastAt: number | null, { now, intervalMs, count }: Round): number {
  const spread = Math.min(intervalMs, (count - 1) * SPREAD_MS);
  const soonest = now + fractionOf(domain) * spread;
  // A clock that was set back must not put a domain off for years.
  return lastAt === null || lastAt > now ? soonest : Math.max(soonest, nextAt(domain, { at: lastAt, intervalMs, isSettled: true }));
}

export interface Checked {
  readonly at: number;
  readonly intervalMs: number;
  /** The check saw what the one before it saw. */
  readonly isSettled: boolean;
}

/** The jitter differs from time to time, so that no two domains go in step for long. */
export function nextAt(domain: string, { at, intervalMs, isSettled }: Checked): number {
  const wait = isSettled ? intervalMs : Math.min(intervalMs, CONFIRM_MS);
  return at + Math.round(wait * (1 - JITTER + 2 * JITTER * fractionOf(`${domain} ${at}`)));
}

/** Between the starts of two checks: after a long sleep everything is due, and is made up for in a quarter of the interval. */
export function pauseBetween({ intervalMs, count }: Pick<Round, 'intervalMs' | 'count'>): number {
  return Math.min(LONGEST_PAUSE_MS, intervalMs / (4 * Math.max(1, count)));
}
