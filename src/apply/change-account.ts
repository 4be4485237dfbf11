// Adds or removes the user of stsctld, as pkg_add(1) does for a port's: useradd(8), userdel(8), groupdel(8).
import { GROUP, GROUPDEL, PASSWD, USERADD, USERDEL } from '../model/base-system.ts';
import type { Host } from '../model/host.ts';
import type { AccountStep } from '../model/plan.ts';
import { MAX_BYTES } from './compare-before.ts';
import { StepFailed, why } from './step-failed.ts';

const TIMEOUT_MS = 60_000;

/** What is so already is left: a run may have ended between announcing the step and its end. */
export async function changeAccount(step: AccountStep, host: Host): Promise<void> {
  const { name, action } = step;
  if (action === 'add') {
    if (!(await isNamed(PASSWD, name, host))) await run([USERADD, '-c', 'stsctl watch daemon', '-d', '/var/empty', '-g', '=uid', '-L', 'daemon', '-s', '/sbin/nologin', name], step, host);
    return;
  }
  if (await isNamed(PASSWD, name, host)) await run([USERDEL, name], step, host);
  if (await isNamed(GROUP, name, host)) await run([GROUPDEL, name], step, host);
}

/** A file that can't be read names nobody: the program then says why. */
async function isNamed(path: string, name: string, host: Host): Promise<boolean> {
  const [found] = await host.gather([{ kind: 'file', path, maxBytes: MAX_BYTES }]);
  return found?.kind === 'file' && (found.content ?? '').split('\n').some((line) => line.startsWith(`${name}:`));
}

async function run(argv: readonly string[], step: AccountStep, host: Host): Promise<void> {
  const result = await host.run(argv, { timeoutMs: TIMEOUT_MS });
  if (result.exit !== 0) throw new StepFailed(step, `${argv[0] ?? ''} ${step.name}: ${why(result)}`, `run by hand: ${argv.map((word) => (word.includes(' ') ? `'${word}'` : word)).join(' ')}`, result.stderr);
}
