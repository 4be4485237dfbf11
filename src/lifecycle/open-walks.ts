// The walks of a domain that are on their way, by its ledger.
import type { LedgerEvent, Walk } from '../model/ledger.ts';

/** Begun and not ended, in the order they were begun. `events` are those of one domain. */
export function openWalks(events: readonly LedgerEvent[]): Walk[] {
  const open = new Map<string, Walk>();
  for (const each of events) {
    if (each.event !== 'walk') continue;
    const key = JSON.stringify(each.walk);
    if (each.state === 'begun') open.set(key, each.walk);
    else open.delete(key);
  }
  return [...open.values()];
}
