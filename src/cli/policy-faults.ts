// Why the policy id of a domain must not change yet: what a sender would get is not the policy it stands for (RFC 8461 8.1).
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
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
    const why = endpoints === null || endpoints.length === 0 ? `DNS ${endpoints === null ? 'does not answer' : 'has no address'} for ${each.policyHost}` : await faultOf(each, endpoints, ca);
    if (why !== null) faults.set(each.domain, withheld(each, why, file));
  };
  await Promise.all(domains.map((each) => limit(() => look(each))));
  return faults;
}

/** The configured addresses; without any, those in DNS; null when that does not answer. */
async function endpointsOf({ addresses, policyHost }: DesiredDomain): Promise<Endpoint[] | null> {
  const found = addresses.length > 0 ? addresses : await resolveHost(policyHost, TIMEOUT_MS);
  return found?.map((address) => ({ address, port: 443 })) ?? null;
}

/** The worst that a sender would meet; null when it is content. */
async function faultOf({ domain, policyHost, policyFile }: DesiredDomain, endpoints: readonly Endpoint[], ca: readonly string[] | undefined): Promise<string | null> {
  const found = await checkDomain(policyHost, endpoints, { domain, body: policyFile.content, certificate: null }, { ca, timeoutMs: TIMEOUT_MS });
  const worst = found.find(({ severity }) => severity === 'error');
  return worst === undefined ? null : `${worst.where ?? policyHost}: ${worst.message} (${worst.clause})`;
}

function withheld({ domain }: DesiredDomain, why: string, file: string): Diagnostic {
  return {
    code: 'zone-withheld',
    message: `the policy of ${domain} is not served as configured: ${why}`,
    unchanged: `_mta-sts.${domain}: senders would fetch a policy that is not there (RFC 8461 8.1)`,
    next: `stsctl apply; once it is content: stsctl dns --zone ${file}`,
  };
}
