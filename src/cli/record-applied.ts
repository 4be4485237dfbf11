// What an apply has the host remember: what is served now, which certificates are new, and which services have still to be restarted.
import type { Host } from '../model/host.ts';
import type { Plan, Step } from '../model/plan.ts';
import type { RenewalState } from '../model/renewal.ts';
import type { ApplyOptions, Pending } from '../apply/apply-options.ts';
import { writePending } from '../renew/pending-restarts.ts';
import { readExpiry, writeStates } from '../renew/renewal-states.ts';
import type { CommandContext } from './command-context.ts';
import { noteServed } from './note-served.ts';

/** That something can't be written is no matter of the apply. */
export function recordOf(plan: Plan, host: Host, context: CommandContext): ApplyOptions['record'] {
  return async (pending) => {
    await noteServed(stepsDone(plan, pending), host, context);
    await noteIssued(plan, pending, host).catch(() => undefined);
  };
}

/** Without those of a domain that waits for its certificate. */
function stepsDone({ steps }: Plan, pending: readonly Pending[]): Step[] {
  const waiting = new Set(pending.map(({ handle }) => handle));
  return steps.filter((step) => !('handle' in step && step.handle !== null && waiting.has(step.handle)));
}

/** From here on check(8) can say that the renewal does not run. That it can't be written is no matter of the apply. */
async function noteIssued({ steps }: Plan, pending: readonly Pending[], host: Host): Promise<void> {
  const owed = pending.flatMap(({ service }) => service ?? []);
  if (steps.some(({ kind }) => kind === 'restart-service')) await writePending(owed, host);
  const waiting = new Set(pending.map(({ handle }) => handle));
  const issued = steps.flatMap((step) => (step.kind === 'issue-certificate' && !waiting.has(step.handle) ? [step.handle] : []));
  if (issued.length === 0) return;
  const files = new Map(steps.flatMap((step) => (step.kind === 'fetch-policy' && step.handle !== null ? [[step.handle, step.certificate] as const] : [])));
  const states = issued.map(async (handle): Promise<RenewalState> => ({ handle, at: new Date(), result: 'renewed', expires: await readExpiry(files.get(handle) ?? '', host) }));
  await writeStates(await Promise.all(states), host);
}
