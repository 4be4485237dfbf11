// A mail host comes and goes: it is in every policy that a sender may hold before it takes mail alone, and leaves the MX records before it leaves the policy.
import type { LedgerEvent } from '../model/ledger.ts';
import { matchesMx } from '../formats/mta-sts/matches-mx.ts';
import { heldInEnforce, heldPolicies } from './held-policies.ts';
import { isNamed, unnamedHosts } from './mx-hosts.ts';
import { next, type Next, type Situation } from './situation.ts';
import { waitExpiry } from './wait-expiry.ts';
import { cachedStill, walkPublish } from './walk-publish.ts';

export function walkMxAdd(situation: Situation, host: string): Next {
  const { domain, wanted, sighting, events, now } = situation;
  if (!isNamed(wanted.policy, host) && !wanted.policy.mx.includes(host)) return next('configure', `the policy of ${domain} gets mx ${host}`, 'stsctl apply');
  const published = walkPublish(situation);
  if (published !== null) return published;
  const ignorant = heldInEnforce(heldPolicies(events, now)).filter(({ policy }) => !isNamed(policy, host) && !policy.mx.includes(host));
  const wait = waitExpiry(ignorant, `${host} takes mail: until then it may only stand beside a host that these policies name`, situation);
  if (wait !== null) return wait;
  const { mx } = sighting;
  if (mx === null) return next('look', `the MX records of ${domain} can't be seen from here`, `stsctl check ${domain}`);
  if (mx.hosts.some((each) => matchesMx(host, each))) return next('done', `${host} is in every policy that senders hold, and in DNS`, 'nothing');
  return next('add-mx', `every policy that senders hold has ${host}`, `it may be put into the MX records of ${domain}`);
}

export function walkMxRemove(situation: Situation, host: string): Next {
  const { domain, wanted, sighting } = situation;
  if (!wanted.policy.mx.includes(host)) return walkPublish(situation) ?? next('done', `${host} is out of the policy of ${domain}`, 'it may be switched off');
  if (sighting.mx === null) return next('look', `the MX records of ${domain} can't be seen from here`, `stsctl check ${domain}`);
  return walkPublish(situation) ?? inDns(situation, host) ?? inCaches(situation, host) ?? leavePolicy(situation, host);
}

/** As long as DNS has it: it may leave once every held policy names another host of those that stay. */
function inDns(situation: Situation, host: string): Next | null {
  const { domain, sighting, events, now } = situation;
  const hosts = sighting.mx?.hosts ?? [];
  const staying = hosts.filter((each) => !matchesMx(host, each));
  if (staying.length === hosts.length) return null;
  const alone = heldInEnforce(heldPolicies(events, now)).filter(({ policy }) => !staying.some((each) => isNamed(policy, each)));
  if (alone.length > 0 && staying.length === 0) return next('refuse', `${host} is the only MX host of ${domain}`, `first bring another one: stsctl mx add HOST ${domain}`);
  return waitExpiry(alone, `${host} leaves the MX records: they name no other host that stays`, situation) ?? next('drop-mx', `every policy that senders hold names a host of ${domain} that stays`, `take ${host} out of the MX records`);
}

/** RFC 1035 3.2.1: a resolver shows what it has until its TTL is over. */
function inCaches({ domain, events, now }: Situation, host: string): Next | null {
  return cachedStill(`${host} among the MX records of ${domain}`, sinceGone(events, host), now);
}

function sinceGone(events: readonly LedgerEvent[], host: string): { readonly at: Date; readonly ttlSeconds: number } | null {
  const seen = events.filter((each) => each.event === 'mx');
  const last = seen.findLastIndex(({ hosts }) => hosts.some((each) => matchesMx(host, each)));
  const first = seen[last + 1];
  // Never seen there: it may have left just before the first look.
  return first === undefined ? null : { at: first.at, ttlSeconds: seen[last]?.ttlSeconds ?? 0 };
}

function leavePolicy({ domain, wanted, events, now }: Situation, host: string): Next {
  const mx = wanted.policy.mx.filter((each) => each !== host);
  const unnamed = unnamedHosts({ mx }, events, now);
  if (mx.length === 0 && wanted.policy.mode !== 'none') return next('refuse', `${host} is the only mx of the policy of ${domain}`, `first bring another one: stsctl mx add HOST ${domain}`);
  if (unnamed.length > 0 && wanted.policy.mode === 'enforce') return next('refuse', `without ${host} the policy of ${domain} would not name ${unnamed.join(', ')}`, `stsctl mx add ${unnamed[0] ?? ''} ${domain}`);
  return next('configure', `nobody sees ${host} among the MX records of ${domain} any more: it leaves the policy`, 'stsctl apply');
}
