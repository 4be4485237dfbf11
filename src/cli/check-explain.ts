// stsctl check --explain CODE: what a finding means.
import { FINDING_KINDS } from '../check/finding-kinds.ts';
import { nearestWord } from '../config/nearest-word.ts';
import { Failure } from '../model/failure.ts';
import type { FindingCode } from '../model/finding.ts';
import type { Terminal } from './terminal.ts';

export function explainCode(code: string, terminal: Terminal): number {
  if (!Object.hasOwn(FINDING_KINDS, code)) throw unknown(code);
  const { severity, clause, why } = FINDING_KINDS[code as FindingCode];
  terminal.out(`${code}: ${severity}, ${clause}\n${why}`);
  return 0;
}

function unknown(code: string): Failure {
  const codes = Object.keys(FINDING_KINDS);
  const near = nearestWord(code, codes);
  return new Failure([{ code: 'usage', message: `there is no finding "${code}"`, unchanged: 'everything', next: near === null ? 'see Findings of check in stsctl(8)' : `stsctl check --explain ${near}` }]);
}
