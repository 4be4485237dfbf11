// What the state lines of a host say of its renewal, for who can't look at all of it.
import type { DesiredDomain } from '../model/desired.ts';
import type { Finding } from '../model/finding.ts';
import type { HostReader } from '../model/host.ts';
import { judgeRenewals, type Renewed } from '../check/judge-renewals.ts';
import { readStates } from '../renew/renewal-states.ts';

/** Nothing where it never ran, or where only root may look. */
export async function renewalFindings(domains: readonly DesiredDomain[], host: HostReader): Promise<Finding[]> {
  return judgeRenewals(new Map(configuredHandles(domains)), (await readStates(host)) ?? [], new Date());
}

/** By domain, as configured: nothing is known of the host. */
export function configuredHandles(domains: readonly DesiredDomain[]): (readonly [string, Renewed])[] {
  return domains.flatMap(({ domain, wantedCertificate: { handle } }) => (handle === null ? [] : [[domain, { handle, schedule: null, isOverdue: false, isUnheard: false, fault: null }] as const]));
}
