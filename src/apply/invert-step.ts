// The step that takes a step back; null where there is nothing to take back.
import { CHROOT } from '../model/base-system.ts';
import type { DaemonAction, Plan, Step } from '../model/plan.ts';

const INVERSE: Readonly<Record<DaemonAction, DaemonAction>> = {
  enable: 'disable',
  disable: 'enable',
  start: 'stop',
  stop: 'start',
  reload: 'reload',
};

function invertStep(step: Step): Step | null {
  switch (step.kind) {
    case 'make-directory':
      return { kind: 'remove-directory', path: step.path, attributes: step.attributes, reason: 'it was not there before' };
    case 'remove-directory':
      return { kind: 'make-directory', path: step.path, attributes: step.attributes, reason: 'it was there before' };
    case 'write-file':
      return { kind: step.kind, path: step.path, before: step.after, after: step.before, judge: invertJudge(step), reason: 'as it was before' };
    case 'move-file':
      return { ...step, from: step.to, to: step.from, reason: 'it was there before' };
    case 'install-crontab':
      return { ...step, before: step.after, after: step.before, reason: 'as it was before' };
    case 'daemon':
      return { ...step, action: INVERSE[step.action], reason: `${step.daemon} ${REASONS[INVERSE[step.action]]}` };
    case 'account':
      return { ...step, action: step.action === 'add' ? 'remove' : 'add', reason: step.action === 'add' ? 'it was not there before' : 'it was there before' };
    case 'reload-zone':
      return { ...step, reason: 'nsd reads the zone again' };
    case 'restart-service': // The certificate stays, and so does who has read it.
    case 'change-mode': // A key that others could read stays private.
    case 'test-challenge':
    case 'issue-certificate': // A certificate can't be un-issued.
    case 'revoke-certificate': // Nor can a revocation be taken back.
    case 'fetch-policy':
      return null;
  }
}

const REASONS: Readonly<Record<DaemonAction, string>> = {
  enable: 'was enabled before',
  disable: 'was disabled before',
  start: 'was running before',
  stop: 'was stopped before',
  reload: 'reads the old configuration again',
};

function invertJudge({ judge, after, before }: Step & { kind: 'write-file' }) {
  if (judge === null || judge.expectedBefore === null || before === null) return null;
  return { ...judge, expected: judge.expectedBefore, expectedBefore: after === null ? null : judge.expected };
}

/** Configuration first, then the daemon that reads it, then what httpd serves: nothing is served half. */
const RANK: Readonly<Record<Step['kind'], number>> = {
  'make-directory': 0,
  'install-crontab': 1,
  'write-file': 2,
  'move-file': 2,
  'change-mode': 2,
  daemon: 3,
  account: 1,
  'reload-zone': 3,
  'restart-service': 5,
  'test-challenge': 5,
  'issue-certificate': 5,
  'revoke-certificate': 5,
  'fetch-policy': 5,
  'remove-directory': 6,
};
const RANK_SERVED = 4;
/** stsctld is stopped while its script and its user are there. */
const RANK_STOPPED = 0;
const RANK_LAST = 6;

function rankOf(step: Step): number {
  if (step.kind === 'daemon' && step.daemon === 'stsctld' && (step.action === 'stop' || step.action === 'disable')) return RANK_STOPPED;
  if (step.kind === 'account' && step.action === 'remove') return RANK_LAST;
  return step.kind === 'write-file' && step.path.startsWith(`${CHROOT}/`) ? RANK_SERVED : RANK[step.kind];
}

/** The inverse of the given steps of a plan, in the order in which they can be taken back. */
export function invertSteps(plan: Plan, which: readonly number[]): Step[] {
  const inverted = [...which]
    .sort((a, b) => b - a)
    .map((index) => plan.steps[index])
    .filter((step) => step !== undefined)
    .map(invertStep)
    .filter((step) => step !== null);
  return onceReloaded(inverted.sort((a, b) => rankOf(a) - rankOf(b)));
}

/** However often httpd was reloaded, one reload takes it back; none if it is stopped anyway. */
function onceReloaded(steps: readonly Step[]): Step[] {
  const stops = steps.some((step) => step.kind === 'daemon' && step.action === 'stop');
  let reloaded = false;
  return steps.filter((step) => {
    if (step.kind !== 'daemon' || step.action !== 'reload') return true;
    const drop = stops || reloaded;
    reloaded = true;
    return !drop;
  });
}
