// A report on its way into the store: written out already, so that a batch of them is text and no web of objects.
import { idOf, policyKey, type PolicyKey } from '../../formats/tls-report/policy-key.ts';
import { withoutEnd } from '../../formats/tls-report/stored-line.ts';
import type { TlsReport, Trust } from '../../model/tls-report.ts';

export interface Candidate {
  readonly day: string;
  readonly isVerified: boolean;
  /** Of its policies, in their order. */
  readonly keys: readonly PolicyKey[];
  /** The policies' domains, for the tally. */
  readonly domains: readonly string[];
  /** The line but for its end. */
  readonly line: string;
  /** The line with the policies at these places alone; asked for when others are there already. Null for a single policy. */
  readonly lineOf: ((kept: readonly number[]) => string) | null;
  /** Exactly one gzip stream. */
  readonly packed: Buffer;
}

/** `received` is ISO 8601. */
export function candidateOf(report: TlsReport, trust: Trust, received: string, packed: Buffer): Candidate {
  const { day, policies } = report;
  const isVerified = trust.result === 'verified';
  const keys = policies.map((policy) => policyKey(report, policy));
  const idAt = (index: number) => idOf(keys[index] as PolicyKey, isVerified);
  const line = withoutEnd(report, policies, { id: idAt(0), received, trust });
  // A closure keeps the whole report alive: not for the many that have one policy.
  const lineOf = keys.length === 1 ? null : (kept: readonly number[]) => withoutEnd(report, policies.filter((_, index) => kept.includes(index)), { id: idAt(kept[0] ?? 0), received, trust });
  return { day, isVerified, keys, domains: policies.map(({ domain }) => domain), line, lineOf, packed };
}
