// Why the policy id of a domain must not change yet: what a sender would get is not the policy it stands for (RFC 8461 8.1).
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Finding } from '../model/finding.ts';
import { checkDomain } from '../check/check-domain.ts';
import { resolveHost } from '../check/resolve-host.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import { atMost } from '../model/at-most.ts';
import type { CommandContext } from './command-context.ts';
import { trustedRoots } from './trusted-roots.ts';

const TIMEOUT_MS = 10_000;
/** Domains looked at side by side. */
const AT_ONCE = 16;

/** By domain; domains whose policy is served are not in it. */
export async function policyFaults({ options }: CommandContext, { domains, acme }: Desired, file: string): Promise<ReadonlyMap<string, Diagnostic>> {
  const ca = await trustedRoots(options.caFile ?? acme.caFile);
  const limit = atMost(AT_ONCE);
  const faults = new Map<string, Diagnostic>();
  const look = async (each: DesiredDomain) => {
    const endpoints = options.connect === null ? await endpointsOf(each) : [options.connect];
    const expected = { domain: each.domain, body: each.policyFile.content, certificate: null };
    const found = endpoints.length === 0 ? [] : await checkDomain(each.policyHost, endpoints, expected, { ca, timeoutMs: TIMEOUT_MS });
    const [worst] = found.filter(({ severity }) => severity === 'error');
    if (endpoints.length === 0 || worst !== undefined) faults.set(each.domain, withheld(each, worst, file));
  };
  await Promise.all(domains.map((each) => limit(() => look(each))));
  return faults;
}

/** The configured addresses; without any, those in DNS. */
async function endpointsOf({ addresses, policyHost }: DesiredDomain): Promise<Endpoint[]> {
  const found = addresses.length > 0 ? addresses : ((await resolveHost(policyHost, TIMEOUT_MS)) ?? []);
  return found.map((address) => ({ address, port: 443 }));
}

function withheld({ domain, policyHost }: DesiredDomain, worst: Finding | undefined, file: string): Diagnostic {
  const why = worst === undefined ? `${policyHost} has no address` : `${worst.where ?? policyHost}: ${worst.message} (${worst.clause})`;
  return {
    code: 'zone-withheld',
    message: `the policy of ${domain} is not served as configured: ${why}`,
    unchanged: `_mta-sts.${domain}: senders would fetch a policy that is not there (RFC 8461 8.1)`,
    next: `stsctl apply; once it is content: stsctl dns --zone ${file}`,
  };
}
