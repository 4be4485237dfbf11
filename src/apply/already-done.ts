// Leaves out the steps whose result is there already: a run may have ended between announcing a step and doing it.
import type { Answer, Host } from '../model/host.ts';
import type { Step } from '../model/plan.ts';
import { isCompared, isSameCrontab, isSameFile, probeFor, type Compared } from './compare-before.ts';

export async function withoutDone(steps: readonly Step[], host: Host): Promise<Step[]> {
  const compared = steps.filter(isCompared);
  const answers = await host.gather(compared.map(probeFor));
  const done = new Set<Step>(compared.filter((step, index) => isDone(step, answers[index], host)));
  return steps.filter((step) => !done.has(step));
}

function isDone(step: Compared, answer: Answer | undefined, host: Host): boolean {
  switch (step.kind) {
    case 'write-file':
      return isSameFile(step.after, answer, host);
    case 'install-crontab':
      return isSameCrontab(step.after, answer);
    case 'remove-directory':
      return answer?.kind === 'stat' && answer.stat === null && answer.error === null;
    case 'move-file':
      return answer?.kind === 'stat' && answer.stat === null && answer.error === null;
    case 'change-mode':
      return answer?.kind === 'stat' && answer.stat?.mode === step.after;
    case 'make-directory':
      return false;
  }
}
