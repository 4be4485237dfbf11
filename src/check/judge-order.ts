// Policy served, id in DNS, configuration: what is stale, and which step is next in the RFC's order (RFC 8461 8.1).
import type { Finding } from '../model/finding.ts';
import { formatStsRecord } from '../formats/mta-sts/sts-record.ts';
import type { Found } from './found.ts';
import type { Subject } from './subject.ts';

export interface Order {
  /** Null when the resolver shows none. */
  readonly id: string | null;
  /** Of each address that serves a policy at all. */
  readonly bodies: readonly string[];
}

/** Every address serves what is configured. */
function isServed(bodies: readonly string[], { ours }: Subject): boolean {
  return bodies.length > 0 && bodies.every((body) => body === ours?.body);
}

/** What is wrong with the record is mended once the policy is served. */
export function policyFirst(findings: readonly Finding[], bodies: readonly string[], subject: Subject): Finding[] {
  if (subject.ours === null || isServed(bodies, subject)) return [...findings];
  return findings.map((each) => (each.next.startsWith('publish at ') ? { ...each, next: `first: stsctl apply; once the policy is served, ${each.next}` } : each));
}

export function judgeOrder({ id, bodies }: Order, subject: Subject, found: Found): Finding[] {
  const { domain, ours } = subject;
  if (ours === null || id === null) return [];
  const served = isServed(bodies, subject);
  if (id === ours.policyId) {
    if (served || bodies.length === 0) return [];
    return [found('sts-id-early', `DNS has the id ${id} of the configured policy, and another policy is served`, 'first: stsctl apply; senders that came in between have the old policy under this id, so change the policy or wait for its max_age')];
  }
  const record = `_mta-sts.${domain} IN TXT "${formatStsRecord(ours.policyId)}"`;
  return [found('sts-id-differs', `DNS has the id ${id}, the configured policy has ${ours.policyId}`, served ? `the policy is served; now publish: ${record}` : `first: stsctl apply; once the policy is served, publish: ${record}`)];
}
