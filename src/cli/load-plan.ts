// Looks at the host and plans; the second half of plan and apply.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Plan, Publication } from '../model/plan.ts';
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { plan, publications } from '../plan/plan.ts';
import { wasInterrupted } from '../plan/plan-daemon.ts';
import type { CommandContext } from './command-context.ts';
import { loadDesired } from './load-desired.ts';

export interface Loaded {
  readonly plan: Plan;
  /** What senders do not get yet; known where something changes. */
  readonly published: readonly Publication[];
  /** Domains that the plan leaves out, since they would lose mail. */
  readonly held: readonly Diagnostic[];
}

export async function loadPlan(context: CommandContext, host: Host): Promise<Loaded> {
  const desired = await loadDesired(context);
  const facts = await gatherFacts(desired, host);
  const { adopt, force } = context.options;
  const now = new Date();
  const isRead = wasInterrupted(facts) && facts.httpd?.running === true && (await (await import('./httpd-has-read.ts')).httpdHasRead(context, host));
  const planned = (held: ReadonlyMap<string, Diagnostic>) => {
    const result = plan(desired, facts, { adopt, force, now, isRead, held: new Set(held.keys()) });
    if (!result.ok) throw new Failure([...result.diagnostics, ...held.values()]);
    return result.value;
  };
  const whole = planned(new Map());
  // Nothing changes: nobody is asked anything.
  if (whole.steps.length === 0) return { plan: whole, published: [], held: [] };
  const published = publications(desired, facts, adopt);
  const { gate, isGated } = await import('./gate-plan.ts');
  if (!isGated(context.options)) return { plan: whole, published, held: [] };
  const { held, notes } = await gate(published, desired.acme.caFile, context);
  const rest = held.size === 0 ? whole : planned(held);
  return { plan: { ...rest, notes: [...rest.notes, ...notes] }, published, held: [...held.values()] };
}
