// stsctl rollback: puts an apply back from its journal, by the same way an apply goes.
import type { Host } from '../model/host.ts';
import { Failure } from '../model/failure.ts';
import type { Journal } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { journalIds, outcomeOf, readJournal } from '../apply/read-journals.ts';
import { planRollback } from '../apply/rollback.ts';
import type { CommandContext } from './command-context.ts';
import { duringEdit } from './conf-file-of.ts';
import { hostOf } from './host-of.ts';
import { isGated } from './is-gated.ts';
import { noteFetched } from './note-served.ts';
import { printPlan } from './print-plan.ts';
import { republished } from './republished.ts';
import { requireRoot } from './require-root.ts';
import { editBack, refuseEarlier } from './rollback-edit.ts';
import { runApply } from './run-apply.ts';
import type { Terminal } from './terminal.ts';

export async function commandRollback(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  const host = hostOf(context);
  // Who acts on another machine is known once it has been asked anything.
  await host.gather([]);
  // The journals are root's alone.
  requireRoot(host, 'rollback');
  if (options.list) return listJournals(terminal, host);
  const { plan: inverse, undoes } = await planRollback(host, operands[0] ?? null);
  await refuseEarlier(undoes, host, context);
  const undone = await readJournal(host, undoes);
  const plan = await gated(await withEditBack(inverse, undone, undoes, context), undone, undoes, context);
  if (!terminal.isQuiet) printPlan(terminal, plan);
  if (options.dryRun) return plan.steps.length === 0 ? 0 : 2;
  await duringEdit(plan, context, () => runApply(context, host, plan, { undoes, record: () => noteFetched(undone?.plan.steps ?? [], host, context) }));
  return 0;
}

async function withEditBack(plan: Plan, undone: Journal | null, undoes: string, context: CommandContext): Promise<Plan> {
  const { notes, ...edit } = await editBack(undone?.plan.configEdit, undoes, context);
  return { ...plan, ...edit, notes: [...plan.notes, ...notes] };
}

/** A policy that comes back is one that senders do not get now. Throws Failure when it would lose mail. */
async function gated(plan: Plan, undone: Journal | null, undoes: string, context: CommandContext): Promise<Plan> {
  const published = undone === null ? [] : republished(undone.plan, plan);
  if (published.length === 0) return plan;
  if (!isGated(context.options)) return plan;
  const { gate } = await import('./gate-plan.ts');
  const goOn = `stsctl rollback ${undoes}; or all the same: stsctl rollback --force ${undoes}`;
  const { held, notes } = await gate(published, plan.caFile, context, () => goOn);
  if (held.length > 0) throw new Failure(held.map((each) => ({ ...each, message: `${each.message}; a rollback would publish it again` })));
  return { ...plan, notes: [...plan.notes, ...notes] };
}

async function listJournals(terminal: Terminal, host: Host): Promise<number> {
  for (const id of await journalIds(host)) {
    const line = await describeJournal(host, id);
    if (line !== null) terminal.out(`${id}  ${line}`);
  }
  return 0;
}

/** Null for a run that ended before it did anything. */
async function describeJournal(host: Host, id: string): Promise<string | null> {
  try {
    const journal = await readJournal(host, id);
    if (journal === null) return null;
    return `${journal.undoes === null ? 'apply' : `rollback of ${journal.undoes}`}, ${journal.plan.steps.length} steps: ${outcomeOf(journal)}`;
  } catch (error) {
    if (error instanceof Failure) return 'damaged';
    throw error;
  }
}
