// What becomes of stsctl.conf when an apply on another host is taken back: the lines it changed are as they were, or the admin is told which.
import { hostname } from 'node:os';
import type { Host } from '../model/host.ts';
import { Failure } from '../model/failure.ts';
import type { ConfigEdit } from '../model/plan.ts';
import { byTime } from '../apply/write-journal.ts';
import { changesPoliciesAlone, invertEdit, isEdited, withEdit } from '../config/config-edit.ts';
import type { CommandContext } from './command-context.ts';
import { confFileOf } from './conf-file-of.ts';
import { hostsLeftOut } from './hosts-left-out.ts';

export interface EditBack {
  /** To be made with the rollback. */
  readonly configEdit?: ConfigEdit;
  readonly notes: readonly string[];
}

/** `edit` is what the journal of `undoes` says; a host must not have more changed by it than policies. */
export async function editBack(edit: ConfigEdit | undefined, undoes: string, context: CommandContext): Promise<EditBack> {
  if (edit === undefined) return { notes: [] };
  if (context.remote === null) return { notes: [byHand(edit, 'it is not on this host')] };
  const others = await hostsLeftOut(context);
  if (others.length > 0) return { notes: [byHand(edit, `${others.join(', ')} would no longer be as it says; all of them: stsctl -H all rollback`)] };
  const back = invertEdit(edit);
  const file = confFileOf(context);
  const { content } = await file.atFirst();
  if (isEdited(content, back)) return { notes: [] };
  const text = withEdit(content, back);
  if (text === null) return { notes: [byHand(edit, `${file.path} is not as that apply has left it`)] };
  if (!changesPoliciesAlone(content, text)) return { notes: [byHand(edit, 'it changes more than policies')] };
  return { configEdit: { ...back, file: file.path, machine: hostname(), reason: `as it was before apply ${undoes}` }, notes: [] };
}

/** Where a host has nothing yet of what a run has changed in stsctl.conf, its last apply, `undoes`, is not what is meant. Throws Failure. */
export async function refuseEarlier(undoes: string, host: Host, context: CommandContext): Promise<void> {
  if (context.remote === null || context.operands[0] !== undefined) return;
  const begun = await confFileOf(context).begun();
  if (begun === null || byTime(undoes, begun.stamp) >= 0) return;
  const { file, line, reason } = begun.edit;
  throw new Failure([
    {
      code: 'rollback-nothing',
      place: { file, line },
      message: `was changed by a run that ${host.name} has nothing of yet: ${reason}`,
      unchanged: `every file on ${host.name}`,
      next: `the same command again, then: stsctl rollback; or the apply before it: stsctl rollback ${undoes}`,
    },
  ]);
}

function byHand({ file, machine, line, before, after }: ConfigEdit, why: string): string {
  return `${file} on ${machine} was changed by that apply and stays so (${why}); by hand, from line ${line}: ${quoted(after)} becomes ${quoted(before)}`;
}

function quoted(lines: string): string {
  return lines === '' ? 'nothing' : `"${lines.trimEnd().replaceAll(/\r?\n/g, ' | ')}"`;
}
