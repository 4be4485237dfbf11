// Proof at the end: each policy that changed is fetched as a sender would fetch it (RFC 8461 3.3).
import type { DesiredDomain } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { FetchPolicyStep } from '../model/plan.ts';

/** Our servers listen on "*", so the loopback address reaches them when no configured address is this host's. */
const LOOPBACK = '127.0.0.1';

export function planFetch(domains: readonly DesiredDomain[], facts: Facts): FetchPolicyStep[] {
  return domains.map((each) => ({
    kind: 'fetch-policy',
    domain: each.domain,
    policyHost: each.policyHost,
    connect: ownAddresses(each, facts),
    body: each.policyFile.content,
    reason: 'nothing is done before a sender can fetch it',
  }));
}

/** Those of a domain's addresses that are this host's. */
export function ownAddresses({ addresses }: DesiredDomain, facts: Facts): readonly string[] {
  const own = new Set(facts.addresses);
  const here = addresses.filter((each) => own.has(each));
  return here.length > 0 ? here : [LOOPBACK];
}
