// stsctl setup-daemon: stsctl watch as the daemon stsctld of rc.d(8), shown first and undone by rollback as any apply.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { gatherDaemonSetup } from '../facts/gather-daemon-setup.ts';
import { planDaemonSetup } from '../plan/daemon/plan-setup.ts';
import { rcScript } from '../plan/daemon/rc-script.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { printPlan } from './print-plan.ts';
import { readInput } from './read-input.ts';
import { requireRoot } from './require-root.ts';
import { runApply } from './run-apply.ts';
import { loadWatch } from './watch-configuration.ts';
import { refuseExposed } from './watch-refusals.ts';

export async function commandSetupDaemon(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const host = hostOf(context);
  const script = options.remove ? null : await wantedScript(context, host);
  const result = planDaemonSetup(script, await gatherDaemonSetup(host));
  if (!result.ok) throw new Failure(result.diagnostics);
  const plan = result.value;
  if ((plan.steps.length > 0 || plan.left.length > 0) && !terminal.isQuiet) printPlan(terminal, plan);
  if (plan.steps.length === 0) return 0;
  if (options.dryRun) return 2;
  requireRoot(host, `setup-daemon${options.remove ? ' --remove' : ''}`);
  await runApply(context, host, plan);
  return 0;
}

const OTHERS_READ = 0o004;

/** Its user is neither root nor in root's groups. There is no secret in stsctl.conf. */
async function refuseUnreadable(file: string, host: Host): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & OTHERS_READ) !== 0) return;
  throw new Failure([{ code: 'config-unreadable', place: { file }, message: 'can be read by root alone, and stsctld runs as _stsctl', unchanged: `every file on ${host.name}`, next: `chmod o+r ${file}` }]);
}

/** A daemon that would not start is not set up: its configuration is read first. */
async function wantedScript(context: CommandContext, host: Host): Promise<string> {
  const { config } = await loadWatch(context);
  refuseExposed(config.watch, context);
  await refuseUnreadable(config.file, host);
  const file = join(context.packageDirectory, 'rc.d/stsctld');
  const text = await readInput({ file, what: 'template' });
  if (text === null) throw new Error(`the package has no ${file}`);
  // In a tree stsctl is not there: the script names where the package is on OpenBSD.
  const agent = host.root === '' ? context.agent : null;
  if (agent === null) return text;
  const made = rcScript(text, host.agent ?? agent);
  if (made.ok) return made.text;
  throw new Failure([{ code: 'host-unsafe', message: `"${made.word}" holds a character that rc.d(8) would read otherwise`, unchanged: `every file on ${host.name}`, next: 'install stsctl below a path of letters, digits and . _ - /' }]);
}
