// Looks at the host and plans; the second half of plan and apply.
import type { Plan } from '../model/plan.ts';
import { Failure } from '../model/failure.ts';
import type { HostReader } from '../model/host.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { plan } from '../plan/plan.ts';
import type { CommandContext } from './command-context.ts';
import { loadDesired } from './load-desired.ts';

export async function loadPlan(context: CommandContext, host: HostReader): Promise<Plan> {
  const desired = await loadDesired(context);
  const facts = await gatherFacts(desired, host);
  const result = plan(desired, facts, { adopt: context.options.adopt, now: new Date() });
  if (!result.ok) throw new Failure(result.diagnostics);
  return result.value;
}
