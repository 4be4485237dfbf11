// Leaves out the steps whose result is there already: a run may have ended between announcing a step and doing it.
import { CRONTAB } from '../model/base-system.ts';
import type { Answer, Host, Probe } from '../model/host.ts';
import type { Step } from '../model/plan.ts';
import { isSameCrontab, isSameFile, MAX_BYTES } from './compare-before.ts';

export async function withoutDone(steps: readonly Step[], host: Host): Promise<Step[]> {
  const answers = await host.gather(steps.map(probeFor));
  return steps.filter((step, index) => !isDone(step, answers[index], host));
}

function probeFor(step: Step): Probe {
  if (step.kind === 'install-crontab') return { kind: 'run', argv: [CRONTAB, '-u', step.user, '-l'] };
  if (step.kind === 'write-file') return { kind: 'file', path: step.path, maxBytes: MAX_BYTES };
  return { kind: 'stat', path: 'path' in step ? step.path : '/' };
}

function isDone(step: Step, answer: Answer | undefined, host: Host): boolean {
  switch (step.kind) {
    case 'write-file':
      return isSameFile(step.after, answer, host);
    case 'install-crontab':
      return isSameCrontab(step.after, answer);
    case 'remove-directory':
      return answer?.kind === 'stat' && answer.stat === null && answer.error === null;
    default:
      return false;
  }
}
