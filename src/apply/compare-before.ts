// A plan holds only for the host it was made for: what each step expects to find is compared before anything is done.
import type { Bytes } from '../model/bytes.ts';
import { CRONTAB } from '../model/base-system.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import type { Answer, Host, Probe } from '../model/host.ts';
import type { ChangeModeStep, FileState, InstallCrontabStep, MakeDirectoryStep, MoveFileStep, RemoveDirectoryStep, Step, WriteFileStep } from '../model/plan.ts';
import { JOURNALS } from './write-journal.ts';

export const MAX_BYTES = 16 * 1024 * 1024;

export type Compared = WriteFileStep | MoveFileStep | ChangeModeStep | InstallCrontabStep | MakeDirectoryStep | RemoveDirectoryStep;

/** Throws Failure when the host is not as the plan found it. `undoes` is the journal that the plan takes back, null for an apply. */
export async function compareBefore(steps: readonly Step[], host: Host, undoes: string | null): Promise<void> {
  const compared = steps.filter(isCompared);
  const answers = await host.gather(compared.map(probeFor));
  const moved = compared.filter((step, index) => !isAsBefore(step, answers[index], host));
  if (moved.length > 0) throw new Failure(moved.map((step) => stale(nameOf(step), host, undoes)));
}

const COMPARED = new Set<Step['kind']>(['write-file', 'move-file', 'change-mode', 'install-crontab', 'make-directory', 'remove-directory']);

export function isCompared(step: Step): step is Compared {
  return COMPARED.has(step.kind);
}

/** What tells whether the host is as before that step, or as after it. */
export function probeFor(step: Compared): Probe {
  if (step.kind === 'install-crontab') return { kind: 'run', argv: [CRONTAB, '-u', step.user, '-l'] };
  if (step.kind === 'write-file') return { kind: 'file', path: step.path, maxBytes: MAX_BYTES };
  return { kind: 'stat', path: pathOf(step), follow: true };
}

function pathOf(step: Exclude<Compared, InstallCrontabStep>): string {
  return step.kind === 'move-file' ? step.from : step.path;
}

function nameOf(step: Compared): string {
  return step.kind === 'install-crontab' ? `crontab of ${step.user}` : pathOf(step);
}

function isAsBefore(step: Compared, answer: Answer | undefined, host: Host): boolean {
  switch (step.kind) {
    case 'install-crontab':
      return isSameCrontab(step.before, answer);
    case 'make-directory':
      return isFreeForDirectory(answer);
    case 'write-file':
      return isSameFile(step.before, answer, host);
    case 'move-file':
      return answer?.kind === 'stat' && answer.stat?.size === step.size;
    case 'change-mode':
      return answer?.kind === 'stat' && answer.stat?.mode === step.before;
    case 'remove-directory':
      return true;
  }
}

/** Nothing, or a directory that somebody made meanwhile. */
function isFreeForDirectory(answer: Answer | undefined): boolean {
  return answer?.kind === 'stat' && answer.error === null && (answer.stat === null || answer.stat.kind === 'directory');
}

export function isSameCrontab(expected: Bytes | null, answer: Answer | undefined): boolean {
  if (answer?.kind !== 'run') return false;
  const { exit, stdout, stderr } = answer.result;
  // crontab(1): only these words mean that there is none; any other failure tells nothing.
  if (expected === null) return exit === 1 && /no crontab for/.test(stderr);
  return exit === 0 && stdout === expected;
}

/** Owners count only where they can be set: in a tree of somebody's own, every file is theirs. */
export function isSameFile(expected: FileState | null, answer: Answer | undefined, host: Host): boolean {
  if (answer?.kind !== 'file' || answer.error !== null) return false;
  if (expected === null) return answer.stat === null;
  const { stat, content } = answer;
  if (stat === null || content !== expected.content || stat.mode !== expected.mode) return false;
  return host.uid !== 0 || (stat.uid === expected.uid && stat.gid === expected.gid);
}

function stale(file: string, host: Host, undoes: string | null): Diagnostic {
  const base = { code: 'plan-stale', place: { file }, unchanged: `every file on ${host.name}; no step was run` } as const;
  if (undoes === null) return { ...base, message: `changed on ${host.name} since this plan was made`, next: 'stsctl plan, read it again, then: stsctl apply' };
  return {
    ...base,
    message: `changed on ${host.name} since apply ${undoes}: a rollback would lose that change`,
    next: `take that change back by hand, then: stsctl rollback ${undoes}; or put the old lines back by hand, they are in ${JOURNALS}/${undoes}/plan.json`,
  };
}
