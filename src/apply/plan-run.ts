// Does the steps of a plan in their order, goes on without what may wait, and puts everything back for what may not.
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Plan, Step, WriteFileStep } from '../model/plan.ts';
import type { ApplyOptions, Pending } from './apply-options.ts';
import { diagnosticOfStep, failureOf, incomplete, Interrupted, pendingOf } from './failure-of.ts';
import { judgeStaged, type Staged } from './judge-staged.ts';
import { leftoversOf, removeLeftovers } from './leftovers.ts';
import { performStep, type Means } from './perform-step.ts';
import { StepFailed, StepRefused } from './step-failed.ts';
import { putBack } from './put-back.ts';
import { withdrawalFor, withdrawn } from './withdraw.ts';
import type { JournalWriter } from './write-journal.ts';

/** One run over the steps, under the lock. */
export class PlanRun {
  /** What was withdrawn is out of it. */
  #plan: Plan;
  readonly #host: Host;
  readonly #options: ApplyOptions;
  readonly #journal: JournalWriter;
  readonly #staged = new Map<string, Staged>();
  readonly #begun: number[] = [];
  readonly #issuedHandles: string[] = [];
  readonly #revokedHandles: string[] = [];
  /** By handle, why its certificate was not issued. */
  readonly #pending = new Map<string, StepFailed>();
  readonly #notRestarted: Pending[] = [];

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
      return [...this.#notIssued(), ...this.#notRestarted];
    } catch (error) {
      throw await this.#undo(error);
    }
  }

  #notIssued(): Pending[] {
    const moved = new Set(this.#plan.steps.flatMap((step) => (isInTheWay(step) ? [handleOf(step)] : [])));
    return [...this.#pending].map(([handle, error]) => {
      const fate = { isSetAside: moved.has(handle), withdrawn: withdrawnNames(this.#plan, handle) };
      return { handle, ...pendingOf(handle, error, fate, this.#host) };
    });
  }

  get #means(): Means {
    const { fetchPolicy, fetchChallenge, newToken } = this.#options;
    return { host: this.#host, stagedPath: (path) => this.#staged.get(path)?.path ?? null, fetchPolicy, fetchChallenge, newToken };
  }

  async #perform(which: (step: Step) => boolean): Promise<void> {
    for (const [index, step] of this.#plan.steps.entries()) {
      if (!which(step) || (!isInTheWay(step) && this.#pending.has(handleOf(step)))) continue;
      if (this.#options.isInterrupted()) throw new Interrupted();
      this.#options.onStep(step);
      await this.#journal.write({ event: 'begin', step: index });
      this.#begun.push(index);
      const isDone = await performStep(step, this.#means).catch((error: unknown) => this.#refused(index, error));
      if (isDone && step.kind === 'issue-certificate') this.#issuedHandles.push(step.handle);
      if (isDone && step.kind === 'revoke-certificate') this.#revokedHandles.push(step.handle);
      if (isDone) this.#journal.note({ event: 'done', step: index });
      else this.#forget(index);
    }
  }

  /** False: the step has not been done, and the run goes on. */
  async #refused(index: number, error: unknown): Promise<false> {
    // A terminal sends Ctrl-C to the programs too: what they make of it is no news.
    if (this.#options.isInterrupted()) throw new Interrupted();
    if (error instanceof StepFailed && isForCertificate(error.step)) return this.#goOnWithout(error);
    if (error instanceof StepFailed && error.step.kind === 'restart-service') {
      const { service } = error.step;
      this.#notRestarted.push({ service, ...diagnosticOfStep(error, this.#host), unchanged: `what ${service} runs with; everything else is applied on ${this.#host.name}` });
      return false;
    }
    if (error instanceof StepRefused) this.#forget(index);
    throw error;
  }

  /** One certificate that is not issued keeps no other from it; when none is left, everything is put back. */
  async #goOnWithout(error: StepFailed): Promise<false> {
    this.#pending.set(handleOf(error.step), error);
    // Another certificate, or another domain that this plan serves: a domain that waits must not keep it from its policy.
    const rest = this.#plan.steps.some((step) => (step.kind === 'issue-certificate' || step.kind === 'fetch-policy') && !this.#pending.has(handleOf(step)));
    if (!rest) throw new Failure([...this.#pending.values()].map((each) => diagnosticOfStep(each, this.#host)));
    for (const index of [...this.#begun]) {
      await this.#withdraw(index, handleOf(error.step));
      await this.#moveBack(index, handleOf(error.step));
    }
    return false;
  }

  async #moveBack(index: number, handle: string): Promise<void> {
    const step = this.#plan.steps[index];
    if (step?.kind !== 'move-file' || step.handle !== handle || isInTheWay(step)) return;
    await performStep({ ...step, from: step.to, to: step.from }, this.#means);
    this.#begun.splice(this.#begun.indexOf(index), 1);
    await this.#journal.write({ event: 'undone', step: index });
  }

  /** Else a name that can't be validated would keep a certificate in use from its next renewal. */
  async #withdraw(index: number, handle: string): Promise<void> {
    const step = this.#plan.steps[index];
    const plan = withdrawn(this.#plan, index, handle);
    const wanted = plan.steps[index];
    if (plan === this.#plan || step?.kind !== 'write-file' || wanted?.kind !== 'write-file') return;
    await this.#journal.write({ event: 'withdrawn', step: index, handle });
    await performStep({ ...wanted, before: step.after }, { ...this.#means, stagedPath: () => null });
    this.#plan = plan;
  }

  /** A step that has done nothing has nothing to be put back. */
  #forget(index: number): void {
    this.#begun.splice(this.#begun.indexOf(index), 1);
    this.#journal.note({ event: 'undone', step: index });
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
    const context = { host: this.#host, journal: this.#journal.id, restored, issued: this.#issuedHandles, revoked: this.#revokedHandles };
    return failed.length === 0 ? failureOf(error, context) : incomplete(error, failed, context);
  }
}

/** What must be so before a file can be staged and judged. */
function isPreparation(step: Step): boolean {
  return step.kind === 'make-directory' || step.kind === 'change-mode';
}

function isForCertificate(step: Step): boolean {
  return step.kind === 'test-challenge' || step.kind === 'issue-certificate';
}

/** Set aside in any case: httpd is reloaded for the others. */
function isInTheWay(step: Step): boolean {
  return step.kind === 'move-file' && step.isInTheWay !== false;
}

/** The handle of acme-client.conf that a step is for; "" for none. */
function handleOf(step: Step): string {
  return 'handle' in step ? (step.handle ?? '') : '';
}

function withdrawnNames({ steps }: Plan, handle: string): readonly string[] {
  return steps.flatMap((step) => (step.kind === 'write-file' ? (withdrawalFor(step, handle)?.names ?? []) : []));
}

function hasContent(step: Step): step is WriteFileStep & { readonly after: NonNullable<WriteFileStep['after']> } {
  return step.kind === 'write-file' && step.after !== null;
}
