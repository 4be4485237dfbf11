// What crontab(1) says of a file it is to install.
import type { Bytes } from '../../model/bytes.ts';
import type { Users } from './parse-job.ts';
import { parseCrontab, PREMATURE } from './parse-crontab.ts';

export interface CrontabVerdict {
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
}

export interface CrontabOptions {
  /** Users there are, for the system form with a user column; without it a user's own crontab. */
  readonly users?: Users | null;
}

/** Only the first error is told. */
export function judgeCrontab(name: string, text: Bytes, { users }: CrontabOptions = {}): CrontabVerdict {
  const error = parseCrontab(text, { users: users ?? null }).find((line) => line.kind === 'error');
  if (error?.kind !== 'error') return { exit: 0, stderr: [] };
  const what = error.bad === PREMATURE ? PREMATURE : `bad ${error.bad}`;
  return { exit: 1, stderr: [`"${name}":${error.toldLine}: ${what}`, 'crontab: errors in crontab file, unable to install'] };
}
