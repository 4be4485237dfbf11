// When acme-client(1) renews: by what is left of the time a certificate is valid (FACTS part 5).
import type { X509Certificate } from 'node:crypto';
import { validity } from './leaf.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Of a certificate for so many days or less, half is waited for instead of a third. */
const SHORT_DAYS = 10;
const ALWAYS_DAYS = 3;

export function isDue(leaf: X509Certificate, now: Date): boolean {
  const { from, to } = validity(leaf);
  const left = to - now.getTime();
  if (now.getTime() < from) return false;
  return left < (to - from) / ((to - from) <= SHORT_DAYS * DAY_MS ? 2 : 3) || left < ALWAYS_DAYS * DAY_MS;
}

/** Whole days until it expires, negative afterwards. */
export function daysLeft(leaf: X509Certificate, now: Date): number {
  return Math.floor((validity(leaf).to - now.getTime()) / DAY_MS);
}
