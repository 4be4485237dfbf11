// Time in the words of the RFC and of people.

export const DAY_SECONDS = 86_400;

export function later(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

/**
 * When no resolver shows any more what was replaced at `at`. A resolver tells only what is left of a TTL, so a day is
 * waited at least: few zones have more, and those are seen with more.
 */
export function leftCaches(at: Date, ttlSeconds: number): Date {
  return later(at, Math.max(ttlSeconds, DAY_SECONDS));
}

/** "2026-12-01 10:00 UTC" */
export function shownTime(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** "5 days", "3 hours", "1 minute": rounded up. */
export function shownSpan(seconds: number): string {
  const [size, word] = seconds >= DAY_SECONDS ? [DAY_SECONDS, 'day'] : seconds >= 3600 ? [3600, 'hour'] : [60, 'minute'];
  const count = Math.max(1, Math.ceil(seconds / (size as number)));
  return `${count} ${word as string}${count === 1 ? '' : 's'}`;
}
