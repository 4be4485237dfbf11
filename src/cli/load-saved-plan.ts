// A saved plan for a host: exactly what it says, or nothing.
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { CommandContext } from './command-context.ts';
import { gate, savedPublications } from './gate-plan.ts';
import { isGated } from './is-gated.ts';
import { goOnBy, type Loaded } from './plan-gated.ts';
import { savedPlan } from './saved-plans.ts';

/** Throws Failure when it is for other hosts, or when it would lose mail by now. */
export async function loadSavedPlan(context: CommandContext, file: string, host: Host): Promise<Loaded> {
  const plan = await savedPlan(context, file, host);
  const published = savedPublications(plan);
  if (!isGated(context.options)) return { plan, published };
  const { held, notes } = await gate(published, plan.caFile, context, () => goOnBy(`stsctl apply ${file}`));
  if (held.length > 0) throw new Failure(held);
  return { plan: { ...plan, notes: [...plan.notes, ...notes] }, published };
}
