// One `key = value` line: its places from the text, its value from the ini package.
import { parse } from 'ini';
import type { IniEntry, IniProblem } from './ini-file.ts';
import { spotIn, type Line } from './split-lines.ts';

export type EntryLine = { readonly ok: true; readonly entry: IniEntry } | { readonly ok: false; readonly problem: IniProblem };

export function readEntry(line: Line): EntryLine {
  const equals = line.text.indexOf('=');
  const start = line.text.length - line.text.trimStart().length;
  if (equals < 0) return { ok: false, problem: { kind: 'no-equals', spot: spotIn(line, start, line.text.trim().length) } };
  const written = line.text.slice(start, equals).trimEnd();
  if (written === '') return { ok: false, problem: { kind: 'no-key', spot: spotIn(line, equals, 1) } };
  const isList = written.endsWith('[]');
  return {
    ok: true,
    entry: {
      key: isList ? written.slice(0, -2) : written,
      isList,
      value: valueOf(line.text.slice(equals + 1)),
      keySpot: spotIn(line, start, written.length),
      valueSpot: valueSpot(line, equals + 1),
    },
  };
}

/** A fixed key keeps names like __proto__ away from ini. It turns true, false, null and quoted JSON into other types: back to text. */
function valueOf(text: string): string {
  const { value } = parse(`value =${text}`) as { value: unknown };
  return typeof value === 'object' && value !== null ? text.trim() : String(value);
}

function valueSpot(line: Line, from: number) {
  const rest = line.text.slice(from);
  const start = rest.length - rest.trimStart().length;
  const text = rest.trim();
  const comment = isQuoted(text) ? -1 : commentStart(text);
  const meant = comment < 0 ? text : text.slice(0, comment).trimEnd();
  return spotIn(line, from + (text === '' ? 0 : start), meant.length);
}

/** As ini has it: a quote at both ends, whatever is between. */
function isQuoted(text: string): boolean {
  return (text.startsWith('"') && text.endsWith('"')) || (text.startsWith("'") && text.endsWith("'"));
}

/** As ini has it: a backslash takes the next character literally. */
function commentStart(text: string): number {
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === ';' || character === '#') return at;
  }
  return -1;
}
