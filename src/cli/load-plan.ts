// Looks at the host and plans; the second half of plan and apply.
import type { Host } from '../model/host.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { wasInterrupted } from '../plan/plan-daemon.ts';
import type { CommandContext } from './command-context.ts';
import { loadDesired } from './load-desired.ts';
import { planGated, type Loaded } from './plan-gated.ts';

export async function loadPlan(context: CommandContext, host: Host): Promise<Loaded> {
  const desired = await loadDesired(context);
  const facts = await gatherFacts(desired, host);
  const isRead = wasInterrupted(facts) && facts.httpd?.running === true && (await (await import('./httpd-has-read.ts')).httpdHasRead(context, host));
  return planGated(desired, facts, context, { isRead });
}
