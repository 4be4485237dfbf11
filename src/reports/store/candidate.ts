// A report on its way into the store: written out already, so that a batch of them is text and no web of objects.
import { formatKey, policyKey, signerOf, type PolicyKey } from '../../formats/tls-report/policy-key.ts';
import { withoutEnd } from '../../formats/tls-report/stored-line.ts';
import type { TlsReport, Trust } from '../../model/tls-report.ts';

export interface Candidate {
  readonly day: string;
  /** Of its policies, in their order. */
  readonly keys: readonly PolicyKey[];
  /** The same with the domain that proved the report; null where nothing did. */
  readonly signedKeys: readonly PolicyKey[] | null;
  /** The policies' domains, for the tally. */
  readonly domains: readonly string[];
  /** The line but for its end, in UTF-8. */
  readonly line: Buffer;
  /** The line with the policies at these places alone; asked for when others are there already. Null for a single policy. */
  readonly lineOf: ((kept: readonly number[]) => Buffer) | null;
  /** Exactly one gzip stream. */
  readonly packed: Buffer;
}

/** `received` is ISO 8601; `isPlain` as in ParsedTlsReport. */
export function candidateOf(report: TlsReport, trust: Trust, received: string, packed: Buffer, isPlain = false): Candidate {
  const { day, policies } = report;
  const signer = signerOf(trust);
  const keys = policies.map((policy) => policyKey(report, policy));
  const signedKeys = signer === null ? null : policies.map((policy) => policyKey(report, policy, signer));
  const ids = signedKeys ?? keys;
  const line = Buffer.from(withoutEnd(report, policies, { id: idAt(ids, 0), received, trust }, isPlain));
  return { day, keys, signedKeys, domains: policies.map(({ domain }) => domain), line, lineOf: keys.length === 1 ? null : partOf(report, trust, received, ids), packed };
}

function idAt(ids: readonly PolicyKey[], index: number): string {
  return formatKey(ids[index] as PolicyKey);
}

/** Keeps the whole report alive: not for the many that have one policy. */
function partOf(report: TlsReport, trust: Trust, received: string, ids: readonly PolicyKey[]): NonNullable<Candidate['lineOf']> {
  return (kept) => Buffer.from(withoutEnd(report, report.policies.filter((_, index) => kept.includes(index)), { id: idAt(ids, kept[0] ?? 0), received, trust }));
}
