// Makes the plan that takes an apply back, from its journal.
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Journal } from '../model/journal.ts';
import type { Plan } from '../model/plan.ts';
import { withoutDone } from './already-done.ts';
import { invertSteps } from './invert-step.ts';
import { ontoPresentSerials, withReloads } from './rising-serial.ts';
import { journalIds, outcomeOf, readJournal } from './read-journals.ts';

export interface RollbackPlan {
  readonly plan: Plan;
  /** Id of the journal that it takes back. */
  readonly undoes: string;
}

/** The last apply that is still in force, or the one with this id. Throws Failure when there is none. */
export async function planRollback(host: Host, id: string | null): Promise<RollbackPlan> {
  for (const journal of await journalsInForce(host, id)) {
    if (id !== null ? journal.id !== id : journal.undoes !== null) continue;
    const begun = stepsInForce(journal);
    const inverted = await ontoPresentSerials(invertSteps(journal.plan, begun), host);
    const steps = withReloads(await withoutDone(inverted, host), journal.plan);
    // A run that ended before its first change leaves nothing to take back.
    if (steps.length === 0 && id === null && outcomeOf(journal) !== 'applied') continue;
    if (steps.length === 0) throw nothingLeft(host, journal.id);
    const { version, caFile, certificates } = journal.plan;
    return { undoes: journal.id, plan: { version, host: host.name, root: host.root, steps, left: [], notes: certificateNotes(journal, begun), caFile, certificates } };
  }
  throw nothingToRollBack(host, id);
}

/** Newest first; without those that a rollback has taken back. */
async function journalsInForce(host: Host, wanted: string | null): Promise<Journal[]> {
  const undone = new Set<string>();
  const found: Journal[] = [];
  for (const id of (await journalIds(host)).reverse()) {
    const journal = await readJournal(host, id).catch((error: unknown) => onlyDamage(error, wanted, id));
    if (journal === null || undone.has(id) || stepsInForce(journal).length === 0) continue;
    if (journal.undoes !== null && outcomeOf(journal) === 'applied') undone.add(journal.undoes);
    found.push(journal);
  }
  return found;
}

/** Another journal's damage is no reason to refuse this one; that of the newest is, unless one is named. */
function onlyDamage(error: unknown, wanted: string | null, id: string): null {
  if (wanted !== null && wanted !== id) return null;
  throw error;
}

/** Begun and not undone. */
function stepsInForce({ events }: Journal): number[] {
  const begun = new Set<number>();
  for (const event of events) {
    if (event.event === 'begin') begun.add(event.step);
    if (event.event === 'undone') begun.delete(event.step);
  }
  return [...begun];
}

function certificateNotes(journal: Journal, begun: readonly number[]): string[] {
  return begun.flatMap((index) => {
    const step = journal.plan.steps[index];
    if (step?.kind === 'issue-certificate') return [`the certificate of ${step.handle} stays: it can't be un-issued`];
    return step?.kind === 'revoke-certificate' ? [`the certificate of ${step.handle} is revoked and stays so; a new one comes by: stsctl apply`] : [];
  });
}

/** A certificate, or a key made private: the apply before it is not meant, and not taken back. */
function nothingLeft(host: Host, id: string): Failure {
  return new Failure([
    {
      code: 'rollback-nothing',
      message: `the last apply, ${id}, changed nothing that can be put back: certificates are not un-issued, and keys stay private`,
      unchanged: `every file on ${host.name}`,
      next: 'an earlier one by its id: stsctl rollback --list, then: stsctl rollback ID',
    },
  ]);
}

function nothingToRollBack(host: Host, id: string | null): Failure {
  return new Failure([
    {
      code: 'rollback-nothing',
      message: id === null ? `there is no apply on ${host.name} to put back` : `there is no apply ${id} on ${host.name} that is still in force`,
      unchanged: `every file on ${host.name}`,
      next: 'list what there is: stsctl rollback --list',
    },
  ]);
}
