// What an apply is handed, and what it comes to.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Step } from '../model/plan.ts';
import type { Means } from './perform-step.ts';

export interface ApplyOptions {
  readonly now: Date;
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
  /** Told under the lock what came of the plan, to keep a record of it on the host. */
  readonly record: (pending: readonly Pending[]) => Promise<void>;
}

/** What was not done while the rest stands. */
export interface Pending extends Diagnostic {
  /** Whose certificate was not issued. */
  readonly handle?: string;
  /** That was not restarted. */
  readonly service?: string;
}

export interface Outcome {
  /** Of the journal; null when there was nothing to do. */
  readonly journal: string | null;
  /** Certificates that were not issued while others were, services that were not restarted: what failed, and that the rest stands. */
  readonly pending: readonly Pending[];
}
