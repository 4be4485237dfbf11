// Mutants that come to the same, judged one by one: no test can tell them from the source, so they are not counted.

export interface Equivalent {
  readonly path: string;
  /** Without the blanks around it. */
  readonly line: string;
  /** Column in `line`, from 0. */
  readonly at: number;
  readonly becomes: string;
  readonly why: string;
}

function at(path: string, line: string, mark: string, becomes: string, why: string): Equivalent {
  return { path: `src/${path}`, line: line.replace(mark, mark.replaceAll('»', '')), at: line.indexOf('»'), becomes, why };
}

/** `»` stands before what is changed. */
export const EQUIVALENT: readonly Equivalent[] = [
  at('formats/mta-sts/record-fields.ts', 'if (index < pieces.length - 1) while (end »> start && isBlank(piece[end - 1])) end -= 1;', '»>', '>=', 'of a piece of blanks alone start and end meet; further on, slice() gives nothing as well'),
  at('plan/zone/domain-edits.ts', 'return written === wanted || (ids[»0] !== null && ids[0] === ids[1]) || (uris[0] !== null && uris[0] === uris[1]);', '»0', '1', 'the next comparison says that both are the same'),
  at('plan/zone/domain-edits.ts', 'return written === wanted || (ids[0] !== null && ids[0] === ids[1]) || (uris[»0] !== null && uris[0] === uris[1]);', '»0', '1', 'the next comparison says that both are the same'),
  at('apply/plan-run.ts', "return steps.flatMap((step) => (»step.kind === 'write-file' ? (withdrawalFor(step, handle)?.names ?? []) : []));", "»step.kind", 'true', 'no other step has withdrawals'),
];
