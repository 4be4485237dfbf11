// After an apply: the records to publish, of the domains whose new policy was just seen served and of no other (RFC 8461 8.1).
import type { Plan, Publication } from '../model/plan.ts';
import { formatStsRecord } from '../formats/mta-sts/sts-record.ts';
import { policyId } from '../formats/mta-sts/policy-id.ts';
import type { Terminal } from './terminal.ts';

/** More than that are summed up. */
const MOST = 5;

export function printRecords(terminal: Terminal, { steps }: Plan, published: readonly Publication[], pending: readonly { readonly handle?: string }[]): void {
  const waiting = new Set(pending.map(({ handle }) => handle));
  const fresh = new Set(published.map(({ domain }) => domain));
  const served = steps.flatMap((step) => (step.kind === 'fetch-policy' && fresh.has(step.domain) && !waiting.has(step.handle ?? '') ? [step] : []));
  for (const { domain, body } of served.slice(0, MOST)) terminal.out(`${domain}: the policy is served; now publish: _mta-sts.${domain}. IN TXT "${formatStsRecord(policyId(body))}"`);
  if (served.length > MOST) terminal.out(`and ${served.length - MOST} more domains: stsctl dns`);
}
