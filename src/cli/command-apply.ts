// stsctl apply: makes the plan true. Silent when there is nothing to do.
import { Failure } from '../model/failure.ts';
import type { Plan } from '../model/plan.ts';
import type { Outcome } from '../apply/apply-options.ts';
import { formatWithPlans } from '../formats/plan/plan-json.ts';
import { advise } from './advise.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { loadPlan } from './load-plan.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { requireRoot } from './require-root.ts';
import { otherHosts } from './saved-plans.ts';

export async function commandApply(context: CommandContext): Promise<number> {
  const { options, operands } = context;
  const host = hostOf(context);
  const [file] = operands;
  if (file !== undefined && context.remote === null) {
    const hosts = await otherHosts(context, file, host);
    if (hosts.length > 0) return (await import('./run-on-hosts.ts')).runOnHosts(commandApply, { ...context, options: { ...options, hosts } }, 'apply');
  }
  const { plan, published } = file === undefined ? await loadPlan(context, host) : await (await import('./load-saved-plan.ts')).loadSavedPlan(context, file, host);
  const { held = [] } = plan;
  if (plan.steps.length === 0 && held.length > 0) throw new Failure(held);
  if (plan.steps.length === 0) return printed(context, plan, NOTHING);
  // Loaded when there is something to do, which is seldom.
  const { printPlan } = await import('./print-plan.ts');
  if (!context.terminal.isQuiet && !options.json) printPlan(context.terminal, plan);
  if (held.length > 0) printDiagnostics(context.terminal, held);
  if (options.dryRun) return printed(context, plan, NOTHING, 2);
  // Who acts on another machine is known once it has been asked anything.
  if (file !== undefined) await host.gather([]);
  requireRoot(host, 'apply');
  const [{ applyNoted }, { printRecords }] = await Promise.all([import('./apply-noted.ts'), import('./print-records.ts')]);
  const outcome = await applyNoted(plan, host, context);
  if (!context.terminal.isQuiet && !options.json) printRecords(context.terminal, plan, published, outcome.pending);
  if (published.length > 0) advise(context, 'publish what this prints: stsctl dns; then see it as a sender does: stsctl check');
  return printed(context, plan, outcome, outcome.pending.length + held.length === 0 ? 0 : 2);
}

const NOTHING: Outcome = { journal: null, pending: [] };

/** The answer of --json, and what was not issued. */
function printed({ terminal, options }: CommandContext, plan: Plan, { journal, pending }: Outcome, exit = 0): number {
  if (options.json) terminal.out(formatWithPlans({ version: 1, plan, journal, pending }).trimEnd());
  else if (pending.length > 0) printDiagnostics(terminal, pending);
  return exit;
}
