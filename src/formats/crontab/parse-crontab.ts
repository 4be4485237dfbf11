// A crontab statement by statement, losslessly: what each is, and its text as it stands.
import type { Bytes } from '../../model/bytes.ts';
import { parseEnvironment, type Environment } from './parse-environment.ts';
import { parseJob, type Job, type JobOptions } from './parse-job.ts';
import { Reader } from './reader.ts';

interface LineBase {
  /** Without what ends it. */
  readonly text: Bytes;
  /** From 1. */
  readonly line: number;
  /** A NUL ends a setting or command for cron, and what follows on the line is read by itself. */
  readonly end: '\n' | '\0' | '';
}

export type CrontabLine =
  | (LineBase & { readonly kind: 'blank' | 'comment' })
  | (LineBase & Environment & { readonly kind: 'environment' })
  | (LineBase & Job & { readonly kind: 'job' })
  /** `toldLine` is the line that crontab(1) names. */
  | (LineBase & { readonly kind: 'error'; readonly bad: string; readonly toldLine: number });

type Parsed = Omit<Extract<CrontabLine, { kind: 'blank' | 'comment' }>, keyof LineBase> | ({ kind: 'environment' } & Environment) | ({ kind: 'job' } & Job) | { kind: 'error'; bad: string; toldLine: number };

/** A final newline ends the last line; text without one has a last line all the same. */
export function parseCrontab(text: Bytes, options: JobOptions = { users: null }): CrontabLine[] {
  const lines: CrontabLine[] = [];
  const reader = new Reader(text);
  let line = 1;
  while (!reader.isAtEnd) {
    const start = reader.at;
    const parsed = parseLine(reader, line, options);
    const end = reader.character as CrontabLine['end'];
    lines.push({ ...parsed, text: text.slice(start, reader.at), line, end });
    if (end === '\n') line += 1;
    if (end !== '') reader.next();
  }
  return lines;
}

/** The inverse: the text that was parsed. */
export function formatCrontab(lines: readonly Pick<CrontabLine, 'text' | 'end'>[]): Bytes {
  return lines.map(({ text, end }) => text + end).join('');
}

/** Leaves `reader` at the newline or NUL that ends the line, or at the end of the text. */
function parseLine(reader: Reader, line: number, options: JobOptions): Parsed {
  reader.skipBlanks();
  if (reader.isAtEnd || reader.character === '\n') return { kind: 'blank' };
  if (reader.character === '#') return skipTo(reader, endOfLine(reader.text, reader.at), { kind: 'comment' });
  const start = reader.at;
  const setting = reader.take(/[^\n\0]*/y);
  // cron wants the newline first and only then looks at what the line says.
  if (reader.isAtEnd) return { kind: 'error', bad: PREMATURE, toldLine: line };
  const environment = parseEnvironment(setting);
  if (environment !== null) return { kind: 'environment', ...environment };
  reader.at = start;
  const parsed = parseJob(reader, options);
  if (parsed.ok) return { kind: 'job', ...parsed.job };
  const end = endOfLine(reader.text, start);
  return skipTo(reader, end, { kind: 'error', bad: parsed.bad, toldLine: line + linesPassed(reader, end) });
}

export const PREMATURE = 'premature EOF';

function skipTo(reader: Reader, end: number, parsed: Parsed): Parsed {
  reader.at = end;
  return parsed;
}

function endOfLine(text: Bytes, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}

/** cron counts the newlines it has read when it gives up, and reads on to the next one: it may be a line off. */
function linesPassed({ text, at }: Reader, end: number): number {
  const hasNewline = endOfLine(text, at) < text.length;
  return (at > end ? 1 : 0) - (hasNewline ? 0 : 1);
}
