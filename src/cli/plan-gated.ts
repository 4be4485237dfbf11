// A plan without the domains that would lose mail by it: planned, asked, and planned once more where some are held back.
import type { Desired } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import { Failure } from '../model/failure.ts';
import type { HeldDomain, Plan, Publication } from '../model/plan.ts';
import { plan, publications } from '../plan/plan.ts';
import type { CommandContext } from './command-context.ts';
import { isGated } from './is-gated.ts';

export interface Loaded {
  readonly plan: Plan;
  /** What senders do not get yet; known where something changes. */
  readonly published: readonly Publication[];
}

/** What to do once what held a domain is mended. */
export function goOnBy(command: string): string {
  return `${command}; or all the same: ${command} --force`;
}

export interface GatedOptions {
  /** It is proved that httpd has read what an interrupted run has written. */
  readonly isRead?: boolean;
  /** The command that goes on with a domain that is held back, once what held it is mended. */
  readonly goOn?: (domain: string) => string;
}

/** Throws Failure. */
export async function planGated(desired: Desired, facts: Facts, context: CommandContext, { isRead = false, goOn = () => goOnBy('stsctl apply') }: GatedOptions = {}): Promise<Loaded> {
  const { adopt, force } = context.options;
  const now = new Date();
  const planned = (held: readonly HeldDomain[]): Plan => {
    const result = plan(desired, facts, { adopt, force, now, isRead, held: new Set(held.map(({ domain }) => domain)) });
    if (!result.ok) throw new Failure([...result.diagnostics, ...held]);
    return held.length === 0 ? result.value : { ...result.value, held };
  };
  const whole = planned([]);
  // Nothing changes: nobody is asked anything.
  if (whole.steps.length === 0) return { plan: whole, published: [] };
  const published = publications(desired, facts, adopt);
  if (!isGated(context.options)) return { plan: whole, published };
  const { gate } = await import('./gate-plan.ts');
  const { held, notes } = await gate(published, desired.acme.caFile, context, goOn);
  const rest = held.length === 0 ? whole : planned(held);
  return { plan: { ...rest, notes: [...rest.notes, ...notes] }, published };
}
