// How long a certificate still lasts, and whether its renewal is overdue.
import type { X509Certificate } from 'node:crypto';
import { validity } from '../formats/certificate/leaf.ts';

const DAY_MS = 24 * 3600 * 1000;
/** acme-client renews at 30 days; two weeks of failures are a fault. */
const WARNING_DAYS = 14;
/** A certificate of six days is never 14 days from its end: a quarter of its life is as late. */
const WARNING_SHARE = 0.25;

export function daysLeft(certificate: X509Certificate, now: Date): number {
  return daysBetween(now, validity(certificate).to);
}

/** Whole days until a time in milliseconds since 1970. */
export function daysBetween(now: Date, end: number): number {
  return Math.floor((end - now.getTime()) / DAY_MS);
}

/** False for one that has expired: that is another finding. */
export function isExpiring(certificate: X509Certificate, now: Date): boolean {
  const { from, to } = validity(certificate);
  const left = to - now.getTime();
  return left > 0 && left < Math.min(WARNING_DAYS * DAY_MS, (to - from) * WARNING_SHARE);
}
