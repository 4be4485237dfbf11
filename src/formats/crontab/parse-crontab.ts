// A crontab line by line, losslessly: what each line is, and its text as it stands.
import type { Bytes } from '../../model/bytes.ts';
import { parseEnvironment, type Environment } from './parse-environment.ts';
import { parseJob, type Job, type JobOptions } from './parse-job.ts';

interface LineBase {
  /** Without its newline. */
  readonly text: Bytes;
  /** From 1. */
  readonly line: number;
}

export type CrontabLine =
  | (LineBase & { readonly kind: 'blank' | 'comment' })
  | (LineBase & Environment & { readonly kind: 'environment' })
  | (LineBase & Job & { readonly kind: 'job' })
  | (LineBase & { readonly kind: 'error'; readonly bad: string });

/** A final newline ends the last line; text without one has a last line all the same. */
export function parseCrontab(text: Bytes, options: JobOptions = { users: null }): CrontabLine[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((each, index) => parseLine(each, index + 1, options));
}

function parseLine(text: Bytes, line: number, options: JobOptions): CrontabLine {
  if (/^[ \t]*$/.test(text)) return { kind: 'blank', text, line };
  if (/^[ \t]*#/.test(text)) return { kind: 'comment', text, line };
  const environment = parseEnvironment(text.replace(/^[ \t]+/, ''));
  if (environment !== null) return { kind: 'environment', text, line, ...environment };
  const parsed = parseJob(text, options);
  return parsed.ok ? { kind: 'job', text, line, ...parsed.job } : { kind: 'error', text, line, bad: parsed.bad };
}
