// Whether the user that owns the store of TLS reports, a delivery agent's, gets through to it.
import { REPORTS, STATE } from '../model/base-system.ts';
import type { Facts } from '../model/facts.ts';

/** For everyone else: x on a directory. */
const OTHERS_MAY_ENTER = 0o001;

export function reportDeliveryNotes({ files }: Facts): string[] {
  const [state, reports] = [files.get(STATE)?.stat, files.get(REPORTS)?.stat];
  if (!state || !reports || reports.kind !== 'directory' || reports.uid === 0 || reports.uid === state.uid) return [];
  if ((state.mode & OTHERS_MAY_ENTER) !== 0) return [];
  return [`${REPORTS} belongs to uid ${reports.uid}, who can't enter ${STATE}: reports wait in the mail queue until: chmod 711 ${STATE}`];
}
