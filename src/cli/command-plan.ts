// stsctl plan: what apply would change. Exit 0 nothing, 1 all of it held back, 2 changes.
import { formatPlan } from '../formats/plan/plan-json.ts';
import { advise } from './advise.ts';
import type { CommandContext, Options } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { loadPlan } from './load-plan.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { printPlan } from './print-plan.ts';
import { savePlans } from './save-plans.ts';

export async function commandPlan(context: CommandContext): Promise<number> {
  const { terminal, options, keepPlan } = context;
  const { plan } = await loadPlan(context, hostOf(context));
  const { held = [] } = plan;
  if (keepPlan !== null) keepPlan(plan);
  else if (options.out !== null) await savePlans(options.out, [plan]);
  if (options.json) terminal.out(formatPlan(plan).trimEnd());
  else if (!terminal.isQuiet) printPlan(terminal, plan);
  if (held.length > 0) printDiagnostics(terminal, held);
  if (plan.steps.length > 0 && keepPlan === null) advise(context, goOn(options));
  if (plan.steps.length > 0) return 2;
  return held.length > 0 ? 1 : 0;
}

/** What does exactly this. */
function goOn({ out, adopt, force }: Options): string {
  if (out !== null) return `stsctl apply ${out}`;
  return ['stsctl apply', ...(adopt ? ['--adopt'] : []), ...(force ? ['--force'] : [])].join(' ');
}
