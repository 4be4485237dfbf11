// stsctl apply: makes the plan true. Silent when there is nothing to do.
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';
import type { RenewalState } from '../model/renewal.ts';
import { parsePlan } from '../formats/plan/plan-json.ts';
import { readExpiry, writeStates } from '../renew/renewal-states.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { loadPlan } from './load-plan.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { printPlan } from './print-plan.ts';
import { readInput } from './read-input.ts';
import { requireRoot } from './require-root.ts';
import { runApply } from './run-apply.ts';

export async function commandApply(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  const host = hostOf(context);
  const [file] = operands;
  const plan = file === undefined ? await loadPlan(context, host) : await savedPlan(file, host);
  if (plan.steps.length === 0) return 0;
  if (!terminal.isQuiet) printPlan(terminal, plan);
  if (options.dryRun) return 2;
  requireRoot(host, 'apply');
  const { pending } = await runApply(context, host, plan, null);
  await noteIssued(plan, pending, host);
  if (pending.length === 0) return 0;
  printDiagnostics(terminal, pending);
  return 2;
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

async function savedPlan(file: string, { root, name }: Host): Promise<Plan> {
  const text = await readInput({ file, what: 'plan' });
  const parsed = text === null ? { ok: false as const, message: 'there is no such file' } : parsePlan(text);
  if (!parsed.ok) throw refusedPlan(file, parsed.message);
  if (parsed.value.root !== root) throw refusedPlan(file, `was made for ${parsed.value.root === '' ? 'the host itself' : `--root ${parsed.value.root}`}`);
  if (parsed.value.host !== name) throw refusedPlan(file, `was made for ${parsed.value.host}, not for ${name}`);
  // A zone file may be any file: only dns --zone looks whether it is one.
  if (parsed.value.steps.some((step) => step.kind === 'reload-zone' || (step.kind === 'write-file' && step.judge?.program === 'nsd-checkzone'))) throw refusedPlan(file, 'edits a zone file, which is done by: stsctl dns --zone FILE');
  return parsed.value;
}

function refusedPlan(file: string, message: string): Failure {
  return new Failure([
    { code: 'plan-file', place: { file }, message, unchanged: 'everything on the host', next: 'make a new one: stsctl plan --out FILE' },
  ]);
}
