// The plan of a configuration as it is to be: the file itself is the first of its steps.
import { hostname } from 'node:os';
import { basename, relative, resolve } from 'node:path';
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Plan, WriteFileStep } from '../model/plan.ts';
import { editedLines } from '../config/config-edit.ts';
import { parseConfig } from '../config/parse-config.ts';
import { desire } from '../desired/desire.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { utf8Text } from '../formats/plan/text-json.ts';
import type { CommandContext } from './command-context.ts';
import { ConfFile } from './conf-file.ts';
import { confFileOf } from './conf-file-of.ts';
import { hostsLeftOut } from './hosts-left-out.ts';
import { CONFIG, valueOf } from './load-config.ts';
import { loadTemplates } from './load-templates.ts';
import { goOnBy, planGated } from './plan-gated.ts';

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
  const { plan } = await planGated(desired, facts, context, { goOn: (domain) => goOnBy(domains.includes(domain) ? command : 'stsctl apply') });
  const notes = (await hostsLeftOut(context)).map((name) => `${name} has stsctl.conf in common with ${host.name}, and a ledger of its own that is not asked; it follows by: stsctl -H ${name} apply`);
  const whole = withConfigEdit({ ...plan, notes: [...plan.notes, ...(step.after?.content === step.before?.content ? [] : notes)] }, step, context);
  return { plan: await withBegun(whole, context), desired };
}

/** What a run has changed in stsctl.conf that did not come to its end is for this one to finish, and its journal takes it back. */
async function withBegun(plan: Plan, context: CommandContext): Promise<Plan> {
  if (plan.configEdit !== undefined || context.remote === null) return plan;
  const begun = await confFileOf(context).begun();
  return begun === null ? plan : { ...plan, configEdit: begun.edit };
}

/** Where stsctl.conf is on the host, its change is the first step; else it goes beside them. */
export function withConfigEdit(plan: Plan, step: WriteFileStep, { remote }: CommandContext): Plan {
  const lines = editedLines(step.before?.content ?? '', step.after?.content ?? '');
  if (lines === null) return plan;
  if (remote === null) return { ...plan, steps: [step, ...plan.steps] };
  return { ...plan, configEdit: { file: step.path, machine: hostname(), reason: step.reason, ...lines } };
}

async function desiredOf({ path, after }: WriteFileStep, context: CommandContext): Promise<Desired> {
  const config = parseConfig(path, utf8Text(after?.content ?? ''));
  if (!config.ok) throw new Failure(config.diagnostics);
  return valueOf(desire(config.value, await loadTemplates(context.options.root)), { ...context, terminal: { ...context.terminal, isQuiet: true } });
}

/** Nothing of the file changes but what the edit says. */
export async function editStep(context: CommandContext, host: Host, edit: (text: Bytes) => Bytes, reason: string): Promise<WriteFileStep> {
  const file = context.remote === null ? new ConfFile(host, pathOnHost(context)) : confFileOf(context);
  const before = await file.atFirst();
  return { kind: 'write-file', path: file.path, before, after: { ...before, content: edit(before.content) }, judge: null, reason };
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
