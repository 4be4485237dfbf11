// stsctl apply: makes the plan true. Silent when there is nothing to do.
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';
import type { RenewalState } from '../model/renewal.ts';
import { parsePlan } from '../formats/plan/plan-json.ts';
import { readExpiry, writeStates } from '../renew/renewal-states.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { loadPlan, type Loaded } from './load-plan.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { printPlan } from './print-plan.ts';
import { printRecords } from './print-records.ts';
import { readInput } from './read-input.ts';
import { requireRoot } from './require-root.ts';
import { runApply } from './run-apply.ts';

export async function commandApply(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  const host = hostOf(context);
  const [file] = operands;
  const { plan, published, held } = file === undefined ? await loadPlan(context, host) : await savedPlan(file, host, context);
  if (plan.steps.length === 0 && held.length > 0) throw new Failure(held);
  if (plan.steps.length === 0) return 0;
  if (!terminal.isQuiet) printPlan(terminal, plan);
  if (held.length > 0) printDiagnostics(terminal, held);
  if (options.dryRun) return 2;
  requireRoot(host, 'apply');
  const { pending } = await runApply(context, host, plan, null);
  await noteIssued(plan, pending, host);
  if (!terminal.isQuiet) printRecords(terminal, plan, published, pending);
  if (pending.length > 0) printDiagnostics(terminal, pending);
  return pending.length + held.length === 0 ? 0 : 2;
}

/** From here on check(8) can say that the renewal does not run. That it can't be written is no matter of the apply. */
async function noteIssued({ steps }: Plan, pending: readonly { readonly handle: string }[], host: Host): Promise<void> {
  const waiting = new Set(pending.map(({ handle }) => handle));
  const issued = steps.flatMap((step) => (step.kind === 'issue-certificate' && !waiting.has(step.handle) ? [step.handle] : []));
  if (issued.length === 0) return;
  const files = new Map(steps.flatMap((step) => (step.kind === 'fetch-policy' && step.handle !== null ? [[step.handle, step.certificate] as const] : [])));
  const states = issued.map(async (handle): Promise<RenewalState> => ({ handle, at: new Date(), result: 'renewed', expires: await readExpiry(files.get(handle) ?? '', host) }));
  await writeStates(await Promise.all(states), host);
}

async function savedPlan(file: string, { root, name }: Host, context: CommandContext): Promise<Loaded> {
  const text = await readInput({ file, what: 'plan' });
  const parsed = text === null ? { ok: false as const, message: 'there is no such file' } : parsePlan(text);
  if (!parsed.ok) throw refusedPlan(file, parsed.message);
  if (parsed.value.root !== root) throw refusedPlan(file, `was made for ${parsed.value.root === '' ? 'the host itself' : `--root ${parsed.value.root}`}`);
  if (parsed.value.host !== name) throw refusedPlan(file, `was made for ${parsed.value.host}, not for ${name}`);
  // A zone file may be any file: only dns --zone looks whether it is one.
  if (parsed.value.steps.some((step) => step.kind === 'reload-zone' || (step.kind === 'write-file' && step.judge?.program === 'nsd-checkzone'))) throw refusedPlan(file, 'edits a zone file, which is done by: stsctl dns --zone FILE');
  const plan = parsed.value;
  const { gate, isGated, savedPublications } = await import('./gate-plan.ts');
  const published = savedPublications(plan);
  if (!isGated(context.options)) return { plan, published, held: [] };
  // Exactly what the file says, or nothing.
  const { held, notes } = await gate(published, plan.caFile, context);
  if (held.size > 0) throw new Failure([...held.values()]);
  return { plan: { ...plan, notes: [...plan.notes, ...notes] }, published, held: [] };
}

function refusedPlan(file: string, message: string): Failure {
  return new Failure([
    { code: 'plan-file', place: { file }, message, unchanged: 'everything on the host', next: 'make a new one: stsctl plan --out FILE' },
  ]);
}
