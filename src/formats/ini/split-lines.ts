// Cuts a text into lines and finds the characters that no line may hold.
import type { IniProblem, IniSpot } from './ini-file.ts';

export interface Line {
  readonly number: number;
  readonly text: string;
}

const BYTE_ORDER_MARK = '\uFEFF';
/** What a decoder leaves of bytes that are not UTF-8. */
const REPLACEMENT = '\uFFFD';
// Everything below a blank but the tab, and DEL with the C1 set.
const CONTROL = /[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/;
const COMMENT = /^[ \t]*[;#]/;

export function splitLines(text: string): { readonly lines: Line[]; readonly problems: IniProblem[] } {
  const problems: IniProblem[] = [];
  const whole = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const lines = whole.split('\n').map((each, index) => ({ number: index + 1, text: each.endsWith('\r') ? each.slice(0, -1) : each }));
  const first = lines[0];
  if (whole !== text && first) problems.push({ kind: 'byte-order-mark', spot: spotIn(first, 0, 1) });
  for (const line of lines) problems.push(...badCharacters(line));
  return { lines, problems };
}

export function spotIn(line: Line, offset: number, length: number): IniSpot {
  return { line: line.number, column: offset + 1, length: Math.max(1, length), source: line.text };
}

function badCharacters(line: Line): IniProblem[] {
  const control = CONTROL.exec(line.text);
  if (control) return [{ kind: 'control-character', spot: spotIn(line, control.index, 1), code: control[0].charCodeAt(0) }];
  const replaced = COMMENT.test(line.text) ? -1 : line.text.indexOf(REPLACEMENT);
  return replaced < 0 ? [] : [{ kind: 'not-utf8', spot: spotIn(line, replaced, 1) }];
}
