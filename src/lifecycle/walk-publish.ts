// The order of RFC 8461 8.1: the policy over HTTPS, then the record, then what caches still show; null once all of it is through.
import type { LedgerEvent } from '../model/ledger.ts';
import { formatStsRecord } from '../formats/mta-sts/sts-record.ts';
import { leftCaches, shownTime } from './seconds.ts';
import { next, type Next, type Situation } from './situation.ts';

export function walkPublish(situation: Situation): Next | null {
  const { domain, sighting, now } = situation;
  return unserved(situation) ?? unpublished(situation) ?? cachedStill(`the record before this one of _mta-sts.${domain}`, sinceId(situation.events, sighting.record?.id ?? null), now);
}

export function unserved({ domain, wanted, sighting }: Situation): Next | null {
  if (sighting.served === wanted.text) return null;
  if (sighting.served !== null) return next('apply', `the policy of ${domain} that is served is not the configured one`, 'stsctl apply');
  if (sighting.isDivided === true) return next('apply', `the addresses of mta-sts.${domain} serve different policies`, 'stsctl apply, on each host that serves it');
  return next('look', `no policy of ${domain} that senders would take can be fetched from here`, `stsctl check ${domain} says why; where this host is not set up yet: stsctl apply`);
}

export function unpublished({ domain, wanted, sighting: { record } }: Situation): Next | null {
  if (record === null) return next('look', `what DNS has at _mta-sts.${domain} can't be seen from here`, `stsctl check ${domain}`);
  if (record.id === wanted.id) return null;
  return next('publish', `the policy of ${domain} is served, its record is not published`, `publish: _mta-sts.${domain}. IN TXT "${formatStsRecord(wanted.id)}"${record.id === null ? '' : ` in place of id ${record.id}`}`);
}

/** When this id was first seen after another one, and the TTL of that other one; null when there was no record before. */
function sinceId(events: readonly LedgerEvent[], id: string | null): { readonly at: Date; readonly ttlSeconds: number } | null {
  const seen = events.filter((each) => each.event === 'record');
  const other = seen.findLastIndex((each) => each.id !== id);
  const [before, first] = [seen[other], seen[other + 1]];
  return before === undefined || before.id === null || first === undefined ? null : { at: first.at, ttlSeconds: before.ttlSeconds };
}

export function cachedStill(what: string, since: { readonly at: Date; readonly ttlSeconds: number } | null, now: Date): Next | null {
  const until = since === null ? null : leftCaches(since.at, since.ttlSeconds);
  if (until === null || until <= now) return null;
  return next('wait', `resolvers may still show ${what}`, `until ${shownTime(until)}`, until);
}

/** The same for the record's disappearance. */
export function withdrawnStill({ domain, events, now }: Situation): Next | null {
  return cachedStill(`the record of _mta-sts.${domain}`, sinceId(events, null), now);
}
