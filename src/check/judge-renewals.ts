// Whether the renewal still runs on the host: its state lines, held against the clock.
import type { Finding } from '../model/finding.ts';
import type { RenewalState } from '../model/renewal.ts';

const DAY_MS = 24 * 3600 * 1000;
/** It runs daily; a host may be down for a weekend. */
const STALE_DAYS = 3;

/** `handles` are the domain's certificates by domain; those that stsctl renew has never tried have no line and no finding. */
export function judgeRenewals(handles: ReadonlyMap<string, string>, states: readonly RenewalState[], now: Date): Finding[] {
  const byHandle = new Map(states.map((state) => [state.handle, state]));
  return [...handles].flatMap(([domain, handle]) => {
    const state = byHandle.get(handle);
    return state === undefined ? [] : judgeOne(domain, state, now);
  });
}

function judgeOne(domain: string, { handle, at, result, expires }: RenewalState, now: Date): Finding[] {
  const base = { code: 'renewal-stale', domain, where: null, clause: 'RFC 8461 3.3' } as const;
  const days = Math.floor((now.getTime() - at.getTime()) / DAY_MS);
  const until = expires === null ? '' : `; the certificate expires on ${expires.toISOString().slice(0, 10)}`;
  if (days >= STALE_DAYS) return [{ ...base, severity: 'error', message: `the renewal of ${handle} has not run for ${days} days${until}`, next: 'see root\'s crontab (crontab -u root -l) and that cron runs (rcctl check cron)' }];
  if (result !== 'failed') return [];
  return [{ ...base, severity: 'warning', message: `the last renewal of ${handle} failed${until}`, next: 'stsctl renew, and read what it says' }];
}
