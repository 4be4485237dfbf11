// Looks at the host and plans; the second half of plan and apply.
import type { HostReader } from '../model/host.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import type { CommandContext } from './command-context.ts';
import { loadDesired } from './load-desired.ts';
import { planGated, type Loaded } from './plan-gated.ts';

export async function loadPlan(context: CommandContext, host: HostReader): Promise<Loaded> {
  const desired = await loadDesired(context);
  return planGated(desired, await gatherFacts(desired, host), context);
}
