// Findings as FILE:LINE:COLUMN: what, the line with a caret, why, and the fix.
import type { LintFinding } from '../model/lint.ts';
import { escapeLine } from './escape-text.ts';
import { caretLines, placeText } from './print-diagnostic.ts';
import type { Terminal } from './terminal.ts';

export function printLint(terminal: Terminal, findings: readonly LintFinding[]): void {
  const blocks = findings.map((finding) => formatFinding(finding, terminal));
  if (blocks.length > 0) terminal.out(blocks.join('\n\n'));
}

function formatFinding({ place, severity, message, why, next }: LintFinding, { paint }: Terminal): string {
  const colour = severity === 'error' ? 'red' : 'cyan';
  return [`${placeText(place)}${paint(colour, severity)}: ${escapeLine(message)}`, ...caretLines(place), `why:  ${escapeLine(why)}`, `next: ${escapeLine(next)}`].join('\n');
}
