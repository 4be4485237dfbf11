// Makes a plan true: staged, judged, journalled, renamed, run, proved; or everything put back.
import { Failure } from '../model/failure.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';
import type { ApplyOptions, Outcome } from './apply-options.ts';
import { compareBefore } from './compare-before.ts';
import { cannotWrite } from './failure-of.ts';
import { leftoversOf, removeLeftovers, type Leftover } from './leftovers.ts';
import { takeLock } from './lock.ts';
import { PlanRun } from './plan-run.ts';
import { journalIds, outcomeOf, readJournal } from './read-journals.ts';
import { openJournal } from './write-journal.ts';

/** Throws Failure: exit 1 with everything as before, exit 3 when something could not be put back. */
export async function apply(plan: Plan, host: Host, options: ApplyOptions): Promise<Outcome> {
  if (plan.steps.length === 0) return { journal: null, pending: [] };
  const { undoes } = options;
  await compareBefore(plan.steps, host, undoes);
  const lock = await guardWrites(host, () => takeLock(host, options.now));
  try {
    // Compared again under the lock: another run may have ended in between.
    await compareBefore(plan.steps, host, undoes);
    await guardWrites(host, async () => removeLeftovers([...leftoversOf(plan), ...(await leftoversOfLast(host))], host));
    const journal = await guardWrites(host, () => openJournal(host, plan, options.now, undoes));
    const pending = await new PlanRun(plan, host, options, journal).finish();
    await options.record(pending);
    return { journal: journal.id, pending };
  } finally {
    await lock.release().catch(() => undefined);
  }
}

/** Of the last run, if it never came to its end. */
async function leftoversOfLast(host: Host): Promise<Leftover[]> {
  const last = (await journalIds(host)).at(-1);
  const journal = last === undefined ? null : await readJournal(host, last).catch(() => null);
  return journal === null || outcomeOf(journal) !== 'unfinished' ? [] : leftoversOf(journal.plan);
}

/** What fails before the first change is told as such. */
async function guardWrites<T>(host: Host, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new Failure([cannotWrite(error, host)]);
  }
}
