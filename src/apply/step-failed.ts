// A step that did not do what it is for, and what a program said that did not.
import type { Answer, RunResult } from '../model/host.ts';
import type { Step } from '../model/plan.ts';

/** Why a step did not do what it is for. */
export class StepFailed extends Error {
  readonly step: Step;
  /** The program's own words, for -v. */
  readonly words: string;
  readonly next: string;
  constructor(step: Step, message: string, next: string, words = '') {
    super(message);
    this.name = 'StepFailed';
    this.step = step;
    this.next = next;
    this.words = words;
  }
}

/** The step found the host otherwise than planned and has done nothing. */
export class StepRefused extends StepFailed {}

/** The last line a program said, which names the cause; else its exit status. */
export function why(result: RunResult): string {
  if (result.failure !== null) return result.failure;
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').filter((line) => line.trim() !== '');
  const last = lines.at(-1);
  return last === undefined ? `exit ${result.exit}` : `exit ${result.exit}: ${last.trim()}`;
}

/** `what` is not as the plan has it, or can't be looked at. */
export function refusedStep(step: Step, what: string, found: Answer | undefined): StepRefused {
  const unread = found?.kind === 'file' ? found.error : found?.kind === 'run' ? found.result.failure : null;
  if (unread !== null) return new StepRefused(step, `${what}: can't be read again before it is changed: ${unread}`, 'look at it, then: stsctl plan');
  return new StepRefused(step, `${what}: changed while stsctl worked`, 'see who edits it, then: stsctl plan');
}
