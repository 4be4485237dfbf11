// root's crontab, by crontab(1) and never past it.
import { CRONTAB } from '../model/base-system.ts';
import type { Bytes } from '../model/bytes.ts';
import type { Host, RunResult } from '../model/host.ts';
import type { InstallCrontabStep } from '../model/plan.ts';
import { isSameCrontab } from './compare-before.ts';
import { CRONTAB_FILE } from './leftovers.ts';
import { refusedStep, StepFailed, why } from './step-failed.ts';

const TIMEOUT_MS = 60_000;

export async function installCrontab(step: InstallCrontabStep, host: Host): Promise<void> {
  const [found] = await host.gather([{ kind: 'run', argv: [CRONTAB, '-u', step.user, '-l'] }]);
  if (!isSameCrontab(step.before, found)) throw refusedStep(step, `crontab of ${step.user}`, found);
  const change = (...words: string[]) => host.run([CRONTAB, '-u', step.user, ...words], { timeoutMs: TIMEOUT_MS });
  const result = step.after === null ? await change('-r') : await fromFile(step.after, host, change);
  if (result.exit !== 0) throw new StepFailed(step, `crontab -u ${step.user}: ${why(result)}`, 'run by hand: crontab -u root -l', result.stderr);
}

/** When a run is killed or a connection ends, so does a standard input: crontab(1) would take what has come for the whole, nothing at all perhaps. */
async function fromFile(content: Bytes, host: Host, change: (path: string) => Promise<RunResult>): Promise<RunResult> {
  const staged = await host.stage(CRONTAB_FILE, content, { mode: 0o600, uid: 0, gid: 0 });
  try {
    return await change(host.realPath(staged));
  } finally {
    await host.remove(staged).catch(() => undefined);
  }
}
