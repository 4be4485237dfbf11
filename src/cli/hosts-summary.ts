// What came of several hosts: the table at the end and the exit status, which is the worst.
import type { Diagnostic } from '../model/diagnostic.ts';
import { escapeLine } from './escape-text.ts';
import type { Terminal } from './terminal.ts';

export interface HostResult {
  readonly name: string;
  /** Null when it was not tried. */
  readonly exit: number | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** From the best to the worst: a person is needed, failed, changes pending, done. */
const WORST = [0, 2, 1, 3];

export function worstOf(results: readonly HostResult[]): number {
  return results.map(({ exit }) => exit ?? 1).reduce((worst, each) => (WORST.indexOf(each) > WORST.indexOf(worst) ? each : worst), 0);
}

const WORDS: Readonly<Record<number, string>> = { 0: 'done, or nothing to do', 1: 'failed', 2: 'pending', 3: 'NEEDS A PERSON' };

export function outcomeText({ exit, diagnostics }: HostResult): string {
  const word = exit === null ? 'not tried' : (WORDS[exit] ?? `exit ${exit}`);
  return diagnostics[0] === undefined ? word : `${word}: ${escapeLine(diagnostics[0].message)}`;
}

export function printSummary(terminal: Terminal, results: readonly HostResult[]): void {
  const width = Math.max(...results.map(({ name }) => name.length));
  for (const result of results) terminal.err(`${result.name.padEnd(width)}  ${outcomeText(result)}`);
}
