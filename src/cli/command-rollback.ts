// stsctl rollback: puts an apply back from its journal, by the same way an apply goes.
import type { Host } from '../model/host.ts';
import { Failure } from '../model/failure.ts';
import { journalIds, outcomeOf, readJournal } from '../apply/read-journals.ts';
import { planRollback } from '../apply/rollback.ts';
import type { CommandContext } from './command-context.ts';
import { hostOf } from './host-of.ts';
import { noteFetched } from './note-served.ts';
import { printPlan } from './print-plan.ts';
import { requireRoot } from './require-root.ts';
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
  const { plan, undoes } = await planRollback(host, operands[0] ?? null);
  if (!terminal.isQuiet) printPlan(terminal, plan);
  if (options.dryRun) return plan.steps.length === 0 ? 0 : 2;
  await runApply(context, host, plan, {
    undoes,
    record: async () => {
      const undone = await readJournal(host, undoes);
      await noteFetched(undone?.plan.steps ?? [], host, context);
    },
  });
  return 0;
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
