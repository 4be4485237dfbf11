// Whether the renewal still runs on the host: its crontab, its state lines and the certificates, held against the clock.
import type { Finding } from '../model/finding.ts';
import type { RenewalState, Schedule } from '../model/renewal.ts';

const DAY_MS = 24 * 3600 * 1000;
/** It runs daily; a host may be down for a weekend. */
const STALE_DAYS = 3;

/** A handle as it is looked after on the host. */
export interface Renewed {
  readonly handle: string;
  /** Null where the host was not looked at. */
  readonly schedule: Schedule | null;
  /** Its certificate has been due for as long as a renewal may stay away. */
  readonly isOverdue: boolean;
  /** Its line's report is mailed to nobody. */
  readonly isUnheard: boolean;
  /** A sentence about its certificate and key on disk, which httpd could not load; null where it can. */
  readonly fault: string | null;
}

/** `handles` are those whose certificate is served for each domain. */
export function judgeRenewals(handles: ReadonlyMap<string, Renewed>, states: readonly RenewalState[], now: Date): Finding[] {
  const byHandle = new Map(states.map((state) => [state.handle, state]));
  return [...handles].flatMap(([domain, renewed]) => {
    const found = [judgeOne(renewed, byHandle.get(renewed.handle), now), renewed.isUnheard ? unheard(renewed.handle) : null, renewed.fault === null ? null : unloadable(renewed.fault)].filter((each) => each !== null);
    return found.map((each) => ({ code: 'renewal-stale' as const, domain, where: null, clause: 'RFC 8461 3.3', ...each }));
  });
}

type Told = Pick<Finding, 'severity' | 'message' | 'next'> & { readonly code?: 'renewal-missing' | 'certificate-unloadable' };

function judgeOne({ handle, schedule, isOverdue }: Renewed, state: RenewalState | undefined, now: Date): Told | null {
  // Something else than that crontab may run it.
  const isFresh = state !== undefined && daysSince(state, now) < STALE_DAYS;
  if (schedule === 'none' && !isFresh) return { code: 'renewal-missing', severity: 'warning', message: `nothing renews ${handle}: no line of root's crontab does`, next: 'stsctl apply' };
  if (schedule === 'base') return isOverdue ? overdue(handle, 'run the line of root\'s crontab that renews it by hand, and read what it says') : null;
  if (state !== undefined) return judgeState(state, now);
  if (schedule === null) return null;
  if (isOverdue) return overdue(handle, CRON);
  return { severity: 'note', message: `no renewal of ${handle} is on record yet`, next: `wait for the night, or: stsctl renew; if it stays so, ${CRON}` };
}

function unloadable(fault: string): Told {
  return { code: 'certificate-unloadable', severity: 'error', message: `${fault}: httpd serves on with what it has, and when it is started or reloaded next, every TLS session on its port fails`, next: 'stsctl apply' };
}

function unheard(handle: string): Told {
  return { severity: 'note', message: `nobody gets the report of a renewal of ${handle} that fails: its line in root's crontab runs with MAILTO=""`, next: 'set MAILTO above that line (crontab -e)' };
}

const CRON = 'see root\'s crontab (crontab -u root -l) and that cron runs (rcctl check cron)';

function overdue(handle: string, next: string): Told {
  return { severity: 'error', message: `the certificate of ${handle} has been due for ${STALE_DAYS} days, and no renewal is on record`, next };
}

function judgeState(state: RenewalState, now: Date): Told | null {
  const { handle, result, expires } = state;
  const days = daysSince(state, now);
  const until = expires === null ? '' : `; the certificate expires on ${expires.toISOString().slice(0, 10)}`;
  if (days >= STALE_DAYS) return { severity: 'error', message: `the renewal of ${handle} has not run for ${days} days${until}`, next: CRON };
  return result === 'failed' ? { severity: 'warning', message: `the last renewal of ${handle} failed${until}`, next: 'stsctl renew, and read what it says' } : null;
}

function daysSince({ at }: RenewalState, now: Date): number {
  return Math.floor((now.getTime() - at.getTime()) / DAY_MS);
}

/** When a certificate that is due then is overdue now. */
export function overdueSince(now: Date): Date {
  return new Date(now.getTime() - STALE_DAYS * DAY_MS);
}
