// stsctl rollback: puts an apply back from its journal, by the same way an apply goes.
import type { Host } from '../model/host.ts';
import { journalIds, readJournal } from '../apply/read-journals.ts';
import { planRollback } from '../apply/rollback.ts';
import { LocalHost } from '../transport/local-host.ts';
import type { CommandContext } from './command-context.ts';
import { printPlan } from './print-plan.ts';
import { runApply } from './run-apply.ts';
import type { Terminal } from './terminal.ts';

export async function commandRollback(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  const host = new LocalHost(options.root);
  if (options.list) return listJournals(terminal, host);
  const { plan, undoes } = await planRollback(host, operands[0] ?? null);
  if (!terminal.isQuiet) printPlan(terminal, plan);
  if (options.dryRun) return plan.steps.length === 0 ? 0 : 2;
  await runApply(context, host, plan, undoes);
  return 0;
}

async function listJournals(terminal: Terminal, host: Host): Promise<number> {
  for (const id of await journalIds(host)) {
    const journal = await readJournal(host, id);
    if (journal === null) continue;
    const end = journal.events.find((event) => event.event === 'end');
    const outcome = end?.event === 'end' ? end.outcome : 'unfinished';
    terminal.out(`${id}  ${journal.undoes === null ? 'apply' : `rollback of ${journal.undoes}`}, ${journal.plan.steps.length} steps: ${outcome}`);
  }
  return 0;
}
