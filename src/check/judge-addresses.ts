// The A and AAAA records of a policy host.
import type { Finding } from '../model/finding.ts';
import { listed, type Found } from './found.ts';
import type { HostAddresses } from './host-addresses.ts';
import { judgeDnsFailure } from './judge-dns-failure.ts';
import type { Subject } from './subject.ts';

/** Of one kind of finding. */
const MOST = 5;

export function judgeAddresses(addresses: HostAddresses, { domain, policyHost, ours }: Subject, found: Found): Finding[] {
  const { a, aaaa, all, special, isAllowed } = addresses;
  const failures = [...judgeDnsFailure(`A of ${policyHost}`, a, found), ...judgeDnsFailure(`AAAA of ${policyHost}`, aaaa, found)];
  const reserved = special.slice(0, MOST).map(({ address, word }) => found('address-private', `${policyHost} has the address ${address}, which is ${word}`, `publish the address that ${policyHost} has on the internet`, { where: address, severity: isAllowed ? 'note' : 'error' }));
  if (a.kind === 'failed' || aaaa.kind === 'failed') return [...failures, ...reserved];
  if (all.length > 0) return [...reserved, ...differences(all, policyHost, ours?.addresses ?? [], found)];
  const why = a.kind === 'none' && a.why === 'no-name' ? 'there is no such name (NXDOMAIN)' : 'it has neither A nor AAAA records';
  return [found('address-unknown', `${policyHost} has no address in DNS: ${why}`, ours === null ? `publish the A and AAAA records of ${policyHost}` : `publish what this prints: stsctl dns ${domain}`)];
}

/** Nothing to compare when none is configured. */
function differences(inDns: readonly string[], policyHost: string, configured: readonly string[], found: Found): Finding[] {
  const missing = configured.filter((each) => !inDns.includes(each));
  const foreign = configured.length === 0 ? [] : inDns.filter((each) => !configured.includes(each));
  return [
    ...(missing.length === 0 ? [] : [found('address-differs', `DNS does not have the address ${listed(missing)} of ${policyHost}`, 'publish it, or take it out of address[] in stsctl.conf')]),
    ...(foreign.length === 0 ? [] : [found('address-differs', `DNS gives ${policyHost} the address ${listed(foreign)}, which stsctl.conf does not`, 'take the record away, or add it to address[] in stsctl.conf')]),
  ];
}
