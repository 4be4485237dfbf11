// Makes a plan true: staged, judged, journalled, renamed, run, proved; or everything put back.
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import { HostError, type Host } from '../model/host.ts';
import type { Plan, Step, WriteFileStep } from '../model/plan.ts';
import { compareBefore } from './compare-before.ts';
import { cannotWrite, diagnosticOfStep, failureOf, incomplete, Interrupted, pendingOf } from './failure-of.ts';
import { judgeStaged, type Staged } from './judge-staged.ts';
import { leftoversOf, removeLeftovers, type Leftover } from './leftovers.ts';
import { takeLock } from './lock.ts';
import { performStep, StepFailed, StepRefused, type Means } from './perform-step.ts';
import { putBack } from './put-back.ts';
import { journalIds, outcomeOf, readJournal } from './read-journals.ts';
import { openJournal, type JournalWriter } from './write-journal.ts';

export interface ApplyOptions {
  readonly now: Date;
  readonly pid: number;
  /** Fetches as a sender would, waiting for httpd if need be; empty when all is well. */
  readonly fetchPolicy: Means['fetchPolicy'];
  readonly fetchChallenge: Means['fetchChallenge'];
  readonly newToken: Means['newToken'];
  /** Told of each step before it is done. */
  readonly onStep: (step: Step) => void;
  /** True once the run is to stop (Ctrl-C): asked between steps. */
  readonly isInterrupted: () => boolean;
  /** Id of the journal that this plan takes back; null for an apply. */
  readonly undoes: string | null;
}

export interface Pending extends Diagnostic {
  readonly handle: string;
}

export interface Outcome {
  /** Of the journal; null when there was nothing to do. */
  readonly journal: string | null;
  /** Certificates that were not issued while others were: what failed, and that the rest stands. */
  readonly pending: readonly Pending[];
}

/** Throws Failure: exit 1 with everything as before, exit 3 when something could not be put back. */
export async function apply(plan: Plan, host: Host, options: ApplyOptions): Promise<Outcome> {
  if (plan.steps.length === 0) return { journal: null, pending: [] };
  const { undoes } = options;
  await compareBefore(plan.steps, host, undoes);
  const lock = await guardWrites(host, () => takeLock(host, { pid: options.pid, since: options.now.toISOString() }));
  try {
    // Compared again under the lock: another run may have ended in between.
    await compareBefore(plan.steps, host, undoes);
    await guardWrites(host, async () => removeLeftovers([...leftoversOf(plan), ...(await leftoversOfLast(host))], host));
    const journal = await guardWrites(host, () => openJournal(host, plan, options.now, undoes));
    return { journal: journal.id, pending: await new Run(plan, host, options, journal).finish() };
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

class Run {
  readonly #plan: Plan;
  readonly #host: Host;
  readonly #options: ApplyOptions;
  readonly #journal: JournalWriter;
  readonly #staged = new Map<string, Staged>();
  readonly #begun: number[] = [];
  readonly #issuedHandles: string[] = [];
  /** By handle, why its certificate was not issued. */
  readonly #pending = new Map<string, StepFailed>();

  constructor(plan: Plan, host: Host, options: ApplyOptions, journal: JournalWriter) {
    this.#plan = plan;
    this.#host = host;
    this.#options = options;
    this.#journal = journal;
  }

  async finish(): Promise<Pending[]> {
    try {
      await this.#perform(isPreparation);
      await this.#stage();
      await judgeStaged([...this.#staged.values()], this.#host);
      await this.#perform((step) => !isPreparation(step));
      await this.#journal.write({ event: 'end', outcome: 'applied' });
      const moved = new Set(this.#plan.steps.flatMap((step) => (step.kind === 'move-file' ? [step.handle] : [])));
      return [...this.#pending].map(([handle, error]) => ({ handle, ...pendingOf(handle, error, moved.has(handle), this.#host) }));
    } catch (error) {
      throw await this.#undo(error);
    }
  }

  get #means(): Means {
    const { fetchPolicy, fetchChallenge, newToken } = this.#options;
    return { host: this.#host, stagedPath: (path) => this.#staged.get(path)?.path ?? null, fetchPolicy, fetchChallenge, newToken };
  }

  async #perform(which: (step: Step) => boolean): Promise<void> {
    for (const [index, step] of this.#plan.steps.entries()) {
      // What can't be loaded is set aside in any case: httpd is reloaded for the others.
      if (!which(step) || (step.kind !== 'move-file' && this.#pending.has(handleOf(step)))) continue;
      if (this.#options.isInterrupted()) throw new Interrupted();
      this.#options.onStep(step);
      await this.#journal.write({ event: 'begin', step: index });
      this.#begun.push(index);
      const isDone = await performStep(step, this.#means).catch((error: unknown) => this.#refused(index, error));
      if (isDone && step.kind === 'issue-certificate') this.#issuedHandles.push(step.handle);
      if (isDone) await this.#journal.write({ event: 'done', step: index });
      else await this.#forget(index);
    }
  }

  /** False: the step has not been done, and the run goes on. */
  async #refused(index: number, error: unknown): Promise<false> {
    if (error instanceof StepFailed && isForCertificate(error.step)) return this.#goOnWithout(error);
    // The first error is the one to be told, whatever the journal does.
    if (error instanceof StepRefused) await this.#forget(index).catch(() => undefined);
    throw error;
  }

  /** One certificate that is not issued keeps no other from it; when none is left, everything is put back. */
  #goOnWithout(error: StepFailed): false {
    this.#pending.set(handleOf(error.step), error);
    // Another certificate, or another domain that this plan serves: a domain that waits must not keep it from its policy.
    const rest = this.#plan.steps.some((step) => (step.kind === 'issue-certificate' || step.kind === 'fetch-policy') && !this.#pending.has(handleOf(step)));
    if (!rest) throw new Failure([...this.#pending.values()].map((each) => diagnosticOfStep(each, this.#host)));
    return false;
  }

  /** A step that has done nothing has nothing to be put back. */
  async #forget(index: number): Promise<void> {
    this.#begun.pop();
    await this.#journal.write({ event: 'undone', step: index });
  }

  /** Every file waits beside its target before the first one is renamed. */
  async #stage(): Promise<void> {
    for (const step of this.#plan.steps.filter(hasContent)) {
      const path = await this.#host.stage(step.path, step.after.content, step.after);
      this.#staged.set(step.path, { step, path });
    }
  }

  async #undo(error: unknown): Promise<Failure> {
    await removeLeftovers(leftoversOf(this.#plan), this.#host).catch(() => undefined);
    const means = { ...this.#means, stagedPath: () => null };
    const { restored, failed } = await putBack(this.#plan, this.#begun, means, this.#journal);
    const outcome = failed.length === 0 ? 'put-back' : 'incomplete';
    await this.#journal.write({ event: 'end', outcome }).catch(() => undefined);
    const context = { host: this.#host, journal: this.#journal.id, restored, issued: this.#issued() };
    return failed.length === 0 ? failureOf(error, context) : incomplete(error, failed, context);
  }

  #issued(): string[] {
    return [...this.#issuedHandles];
  }
}

/** What must be so before a file can be staged and judged. */
function isPreparation(step: Step): boolean {
  return step.kind === 'make-directory' || step.kind === 'change-mode';
}

function isForCertificate(step: Step): boolean {
  return step.kind === 'test-challenge' || step.kind === 'issue-certificate';
}

/** The handle of acme-client.conf that a step is for; "" for none. */
function handleOf(step: Step): string {
  return 'handle' in step ? (step.handle ?? '') : '';
}

function hasContent(step: Step): step is WriteFileStep & { readonly after: NonNullable<WriteFileStep['after']> } {
  return step.kind === 'write-file' && step.after !== null;
}
