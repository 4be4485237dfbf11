// Takes back what a run has begun, in an order that leaves httpd with the configuration it had.
import type { DaemonAction, Plan, Step } from '../model/plan.ts';
import { withoutDone } from './already-done.ts';
import { invertSteps } from './invert-step.ts';
import { withRisingSerials } from './rising-serial.ts';
import type { JournalWriter } from './write-journal.ts';
import { performStep, type Means } from './perform-step.ts';

export interface PutBack {
  /** What was put back, for the reader. */
  readonly restored: readonly string[];
  /** What could not be, and why. */
  readonly failed: readonly { readonly what: string; readonly why: string }[];
}

/** Never throws: what can't be put back is told. `begun` are the plan's steps that were begun. */
export async function putBack(plan: Plan, begun: readonly number[], means: Means, journal: JournalWriter): Promise<PutBack> {
  const restored: string[] = [];
  const failed: { what: string; why: string }[] = [];
  const inverted = withRisingSerials(invertSteps(plan, begun));
  // A host that can't even be looked at any more: each step then says why it can't be taken back.
  for (const step of await withoutDone(inverted, means.host).catch(() => inverted)) {
    const what = describe(step);
    try {
      await takeBack(step, means);
      if (what !== null) restored.push(what);
    } catch (error) {
      failed.push({ what: what ?? step.kind, why: (error as Error).message });
    }
  }
  // After an incomplete put-back every step stays in force, so that a later rollback looks at each again.
  if (failed.length === 0) for (const step of begun) journal.note({ event: 'undone', step });
  return { restored, failed };
}

/** httpd may have died of the new configuration: then it is started with the old one. */
async function takeBack(step: Step, means: Means): Promise<void> {
  if (step.kind !== 'daemon' || step.action !== 'reload') return void (await performStep(step, means));
  try {
    await performStep(step, means);
  } catch {
    await performStep({ ...step, action: 'start' }, means);
  }
}

/** Null for steps that are nothing to a reader. */
function describe(step: Step): string | null {
  switch (step.kind) {
    case 'write-file':
      return step.after === null ? `${step.path} removed` : step.path;
    case 'move-file':
      return `${step.to} as it was`;
    case 'install-crontab':
      return `crontab of ${step.user}`;
    case 'daemon':
      return `${step.daemon} ${DAEMON_WORDS[step.action]}`;
    case 'account':
      return `user ${step.name} ${step.action === 'add' ? 'added' : 'removed'}`;
    default:
      return null;
  }
}

const DAEMON_WORDS: Readonly<Record<DaemonAction, string>> = {
  reload: 'reloaded with the old configuration',
  stop: 'stopped',
  start: 'started',
  disable: 'disabled',
  enable: 'enabled',
};
