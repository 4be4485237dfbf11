// Runs a line of root's crontab as cron(8) would.
import type { Ran } from '../support/stsctl.ts';
import type { Namespace, RunOptions } from './namespace.ts';

/** What cron(8) gives a job of root's. */
const ENVIRONMENT = { PATH: '/bin:/sbin:/usr/bin:/usr/sbin', HOME: '/root', SHELL: '/bin/sh', LOGNAME: 'root' } as const;

/** Time, then crontab(5)'s flags, then what the shell gets. */
const JOB = /^(?:\S+\s+){5}(?:-[nqs]+\s+)*(.+)$/;

/** The line for a handle, or the one that runs stsctl for all of them. */
export function cronCommand(namespace: Namespace, handle: string): string {
  const lines = namespace.demand('/usr/bin/crontab', '-l').split('\n').filter((line) => line.includes(` ${handle};`) || line.endsWith(' renew'));
  const command = lines.length === 1 ? JOB.exec(lines[0] ?? '')?.[1] : undefined;
  if (command === undefined) throw new Error(`${lines.length} lines of the crontab renew ${handle}`);
  return command;
}

export function runAsCron(namespace: Namespace, handle: string, options: Pick<RunOptions, 'ahead' | 'timeoutMs'> = {}): Ran {
  return namespace.run(['/bin/sh', '-c', cronCommand(namespace, handle)], { ...options, env: ENVIRONMENT });
}
