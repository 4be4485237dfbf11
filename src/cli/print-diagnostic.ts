// FILE:LINE:COLUMN: what, the line with a caret, what was left, what to do.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Place } from '../model/place.ts';
import { escapeLine, escapeText } from './escape-text.ts';
import type { Terminal } from './terminal.ts';

export function printDiagnostics(terminal: Terminal, diagnostics: readonly Diagnostic[]): void {
  terminal.err(diagnostics.map((each) => formatDiagnostic({ ...each, next: terminal.typed(each.next) }, terminal.isVerbose)).join('\n\n'));
}

export function formatDiagnostic(diagnostic: Diagnostic, isVerbose: boolean): string {
  const { place, message, unchanged, restored, next, cause } = diagnostic;
  const lines = [`${placeText(place)}${escapeLine(message)}`, ...caretLines(place)];
  if (isVerbose && cause !== undefined && cause.trim() !== '') lines.push(...indented(cause));
  lines.push(restored === undefined ? `unchanged: ${escapeLine(unchanged)}` : `restored:  ${escapeLine(restored)}`);
  lines.push(`next:      ${escapeLine(next)}`);
  return lines.join('\n');
}

export function placeText(place: Place | undefined): string {
  if (place === undefined) return 'stsctl: ';
  const { file, line, column } = place;
  return `${escapeLine([file, line, column].filter((part) => part !== undefined).join(':'))}: `;
}

/** Tabs become blanks, so that the caret stands below what it means. */
export function caretLines({ source, line, column = 1, length = 1 }: Place = { file: '' }): string[] {
  if (source === undefined || line === undefined) return [];
  const before = shown(source.slice(0, column - 1));
  const meant = shown(source.slice(column - 1, column - 1 + length));
  const gutter = String(line);
  const whole = shown(source);
  return [`${gutter} | ${whole}`, `${' '.repeat(gutter.length)} | ${' '.repeat(before.length)}${'^'.repeat(Math.max(1, meant.length))}`];
}

function shown(text: string): string {
  return escapeLine(text.replaceAll('\t', ' '));
}

function indented(text: string): string[] {
  return escapeText(text)
    .trimEnd()
    .split('\n')
    .map((line) => `    ${line}`);
}
