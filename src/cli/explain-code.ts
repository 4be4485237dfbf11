// What a code of a finding or message means, why it matters and what to do: one table of check's, lint's and stsctl's own.
import { FINDING_KINDS } from '../check/finding-kinds.ts';
import { nearestWord } from '../config/nearest-word.ts';
import { Failure } from '../model/failure.ts';
import type { FindingCode } from '../model/finding.ts';
import { DIAGNOSTICS_EXPLAINED } from './explain-diagnostics.ts';
import { FINDING_FIXES } from './explain-findings.ts';
import { LINT_EXPLAINED } from './explain-lint.ts';
import type { Explained } from './explained.ts';

export interface Explanation extends Explained {
  /** "error of check", "finding of lint", "message". */
  readonly kind: string;
}

/** By code; check and lint share the codes policy-media-type and policy-sender, so each has a list. */
export const EXPLANATIONS: ReadonlyMap<string, readonly Explanation[]> = collected([
  ...Object.entries(FINDING_KINDS).map(([code, { severity, clause, why }]) => [code, { kind: `${severity} of check`, clause, why, fix: FINDING_FIXES[code as FindingCode] }] as const),
  ...Object.entries(LINT_EXPLAINED).map(([code, each]) => [code, { kind: 'finding of lint', ...each }] as const),
  ...Object.entries(DIAGNOSTICS_EXPLAINED).map(([code, each]) => [code, { kind: 'message', ...each }] as const),
]);

/** Throws Failure for a code there is not. */
export function explanationsOf(code: string): readonly Explanation[] {
  const found = EXPLANATIONS.get(code);
  if (found === undefined) throw unknown(code);
  return found;
}

export function formatExplanation(code: string): string {
  return explanationsOf(code).map(({ kind, clause, why, fix }) => `${code}: ${kind}, ${clause}\n${why}\nfix: ${fix}`).join('\n\n');
}

function collected(entries: readonly (readonly [string, Explanation])[]): ReadonlyMap<string, readonly Explanation[]> {
  const all = new Map<string, Explanation[]>();
  for (const [code, each] of entries) all.set(code, [...(all.get(code) ?? []), each]);
  return all;
}

function unknown(code: string): Failure {
  const near = nearestWord(code, [...EXPLANATIONS.keys()]);
  return new Failure([{ code: 'usage', message: `there is no code "${code}"`, unchanged: 'everything', next: near === null ? 'stsctl explain lists them all' : `stsctl explain ${near}` }]);
}
