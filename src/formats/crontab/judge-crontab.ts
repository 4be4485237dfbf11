// What crontab(1) says of a file it is to install.
import type { Bytes } from '../../model/bytes.ts';
import { parseCrontab } from './parse-crontab.ts';

export interface CrontabVerdict {
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
}

export interface CrontabOptions {
  /** Users there are, for the system form with a user column; without it a user's own crontab. */
  readonly users?: ReadonlySet<string>;
}

/** Only the first error is told. */
export function judgeCrontab(name: string, text: Bytes, { users }: CrontabOptions = {}): CrontabVerdict {
  const error = firstError(text, users ?? null);
  if (error === null) return { exit: 0, stderr: [] };
  return { exit: 1, stderr: [`"${name}":${error.line}: ${error.what}`, 'crontab: errors in crontab file, unable to install'] };
}

function firstError(text: Bytes, users: ReadonlySet<string> | null): { readonly line: number; readonly what: string } | null {
  const lines = parseCrontab(text, { users });
  const last = text.endsWith('\n') ? undefined : lines.at(-1);
  // cron looks for the newline first, then at what the line says.
  const premature = last !== undefined && last.kind !== 'blank' && last.kind !== 'comment' ? last : null;
  const wrong = lines.find((each) => each.kind === 'error' && each !== premature);
  if (wrong?.kind === 'error') return { line: wrong.line, what: `bad ${wrong.bad}` };
  return premature === null ? null : { line: premature.line, what: 'premature EOF' };
}
