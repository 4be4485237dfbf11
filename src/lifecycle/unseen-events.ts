// What a look adds to the ledger: only what differs from the last that is known. So it is repaired when a line is missing.
import type { LedgerEvent, MxEvent, RecordEvent, Sighting } from '../model/ledger.ts';

export function unseenEvents(events: readonly LedgerEvent[], { at, domain, served, record, mx }: Sighting): LedgerEvent[] {
  const serving = events.findLast((each) => each.event === 'served' || each.event === 'gone');
  const isKnown = serving?.event === 'served' && serving.policy === served;
  return [
    ...(served === null || isKnown ? [] : [{ at, domain, event: 'served', policy: served } as const]),
    ...(record === null || isKnownRecord(events.findLast((each) => each.event === 'record'), record) ? [] : [{ at, domain, event: 'record', ...record } as const]),
    ...(mx === null || isKnownMx(events.findLast((each) => each.event === 'mx'), mx) ? [] : [{ at, domain, event: 'mx', ...mx } as const]),
  ];
}

/** A larger TTL than was known says how long others may keep it. */
function isKnownRecord(known: RecordEvent | undefined, { id, ttlSeconds }: NonNullable<Sighting['record']>): boolean {
  return known !== undefined && known.id === id && ttlSeconds <= Math.max(known.ttlSeconds, DULL_SECONDS);
}

function isKnownMx(known: MxEvent | undefined, { hosts, ttlSeconds }: NonNullable<Sighting['mx']>): boolean {
  return known !== undefined && known.hosts.join() === hosts.join() && ttlSeconds <= Math.max(known.ttlSeconds, DULL_SECONDS);
}

/** Up to a day a TTL changes nothing: so long is waited anyway. */
const DULL_SECONDS = 86_400;
