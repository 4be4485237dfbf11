// The plan of a configuration as it is to be: the file itself is the first of its steps.
import { basename, relative, resolve } from 'node:path';
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Plan, WriteFileStep } from '../model/plan.ts';
import { parseConfig } from '../config/parse-config.ts';
import { desire } from '../desired/desire.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { utf8Text } from '../formats/plan/text-json.ts';
import type { CommandContext } from './command-context.ts';
import { CONFIG, valueOf } from './load-config.ts';
import { loadTemplates } from './load-templates.ts';
import { GO_ON, planGated } from './plan-gated.ts';

const MAX_BYTES = 16 * 1024 * 1024;

export interface PlannedEdit {
  readonly plan: Plan;
  /** Of the configuration as it will be. */
  readonly desired: Desired;
}

export interface Edit {
  /** Makes the new text of stsctl.conf. */
  readonly edit: (text: Bytes) => Bytes;
  /** Kept in the journal. */
  readonly command: string;
  /** Go on by this command when they are held back; what else waits in stsctl.conf goes on by apply. */
  readonly domains: readonly string[];
}

/** Throws Failure. */
export async function planEdited(context: CommandContext, host: Host, { edit, command, domains }: Edit): Promise<PlannedEdit> {
  const step = await editStep(context, host, edit, command);
  const desired = await desiredOf(step, context);
  const facts = await gatherFacts(desired, host);
  const { plan } = await planGated(desired, facts, context, { goOn: (domain) => (domains.includes(domain) ? command : GO_ON) });
  return { plan: { ...plan, steps: [...(step.after?.content === step.before?.content ? [] : [step]), ...plan.steps] }, desired };
}

async function desiredOf({ path, after }: WriteFileStep, context: CommandContext): Promise<Desired> {
  const config = parseConfig(path, utf8Text(after?.content ?? ''));
  if (!config.ok) throw new Failure(config.diagnostics);
  return valueOf(desire(config.value, await loadTemplates(context.options.root)), { ...context, terminal: { ...context.terminal, isQuiet: true } });
}

/** Nothing of the file changes but what the edit says. */
export async function editStep(context: CommandContext, host: Host, edit: (text: Bytes) => Bytes, reason: string): Promise<WriteFileStep> {
  const path = pathOnHost(context);
  const [answer] = await host.gather([{ kind: 'file', path, maxBytes: MAX_BYTES }]);
  if (answer?.kind !== 'file' || answer.content === null || answer.stat === null) throw new Failure([unfit(path, 'is not a regular file that stsctl can edit', `edit it by hand, then: stsctl apply`)]);
  const { mode, uid, gid } = answer.stat;
  const before = { content: answer.content, mode, uid, gid };
  return { kind: 'write-file', path, before, after: { ...before, content: edit(answer.content) }, judge: null, reason };
}

/** A plan names files of the host alone, and writes no other configuration than one of this name. */
function pathOnHost({ options: { configFile, root } }: CommandContext): string {
  if (configFile === null) return CONFIG;
  const real = resolve(configFile);
  const below = root === '' ? real : `/${relative(root, real)}`;
  if (below.startsWith('/..') || basename(real) !== 'stsctl.conf') throw new Failure([unfit(configFile, 'is edited only where it is called stsctl.conf and lies below --root', 'move it there, or edit it by hand, then: stsctl apply')]);
  return below;
}

function unfit(file: string, message: string, next: string): Diagnostic {
  return { code: 'config-unreadable', place: { file }, message, unchanged: 'everything on the host', next };
}
