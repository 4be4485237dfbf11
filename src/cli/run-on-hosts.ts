// One command on the hosts of -H, side by side or a batch after the other: a host that fails stops no other, the exit status is the worst.
import type { HostConfig } from '../model/config.ts';
import type { Plan } from '../model/plan.ts';
import { passphraseAsker } from './ask-passphrase.ts';
import { chosenHosts } from './chosen-hosts.ts';
import type { CommandContext } from './command-context.ts';
import { printSummary, worstOf, type HostResult } from './hosts-summary.ts';
import { runOnHost, type Run } from './run-on-host.ts';
import { onSignals } from './on-signals.ts';
import { savePlans } from './save-plans.ts';

/** They listen for signals while they work on a host; so must the run as a whole, which begins with no other then. */
const WALKS = new Set(['mode', 'mx add', 'mx remove', 'retire']);
const CHANGING = new Set(['apply', 'renew', 'rollback', ...WALKS]);

export async function runOnHosts(run: Run, context: CommandContext, command: string): Promise<number> {
  const hosts = await chosenHosts(context);
  const [first] = hosts;
  if (hosts.length === 1 && first !== undefined) return (await runOnHost(run, context, first, { command, ask: passphraseAsker() })).exit ?? 1;
  process.setMaxListeners(hosts.length + process.getMaxListeners());
  const interrupt = CHANGING.has(command) && !context.options.dryRun ? onSignals() : null;
  try {
    return await runOnFleet(run, context, hosts, command, () => interrupt?.has() === true);
  } finally {
    interrupt?.stop();
  }
}

async function runOnFleet(run: Run, context: CommandContext, hosts: readonly HostConfig[], command: string, isInterrupted: () => boolean): Promise<number> {
  const { options, terminal } = context;
  const plans = new Map<string, Plan>();
  const keepPlan = options.out === null ? null : (plan: Plan) => void plans.set(plan.host, plan);
  const { Fleet } = await import('./fleet.ts');
  const fleet = new Fleet({ ...context, keepPlan }, hosts, command, isInterrupted);
  let stopped: string | null = null;
  try {
    if (WALKS.has(command)) stopped = await (await import('./walk-together.ts')).walkTogether(fleet, run, hosts);
    else if (options.serial === null || options.dryRun) await fleet.work(hosts, run, 'looking');
    else stopped = await (await import('./run-in-batches.ts')).runInBatches(fleet, run, hosts, options.serial);
  } finally {
    fleet.end();
  }
  const results = fleet.results();
  if (options.json) terminal.out(fleet.asJson());
  else if (!terminal.isQuiet) printSummary(terminal, results);
  if (stopped !== null) terminal.err(`stsctl: ${stopped}`);
  if (options.out !== null) await saveAll(options.out, plans, results, context);
  return worstOf(results);
}

/** Those there are; the hosts that could not be looked at are told. */
async function saveAll(file: string, plans: ReadonlyMap<string, Plan>, results: readonly HostResult[], { terminal }: CommandContext): Promise<void> {
  const missing = results.filter(({ name }) => !plans.has(name)).map(({ name }) => name);
  if (plans.size > 0) await savePlans(file, results.flatMap(({ name }) => plans.get(name) ?? []));
  if (missing.length > 0) terminal.err(`stsctl: ${plans.size > 0 ? `${file} has no plan for ${missing.join(', ')}` : `${file} was not written: there is no plan`}`);
}
