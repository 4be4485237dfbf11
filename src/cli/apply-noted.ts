// Applies a plan of what senders see, and has the host remember what they could see before and can see since.
import type { Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';
import type { Outcome } from '../apply/apply-options.ts';
import type { CommandContext } from './command-context.ts';
import { noteFetched } from './note-served.ts';
import { recordOf } from './record-applied.ts';
import { runApply } from './run-apply.ts';

export async function applyNoted(plan: Plan, host: Host, context: CommandContext): Promise<Outcome> {
  await noteFetched(plan.steps, host, context);
  return runApply(context, host, plan, { record: recordOf(plan, host, context) });
}
