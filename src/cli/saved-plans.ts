// The plans that `plan --out` saved, of one host or of several: which hosts they are for, and the one for a host.
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Plan } from '../model/plan.ts';
import { parsePlans } from '../formats/plan/plan-json.ts';
import type { CommandContext } from './command-context.ts';
import { readInput } from './read-input.ts';

/** Read once, however many hosts it is for. */
const read = new WeakMap<CommandContext['options'], Promise<readonly Plan[]>>();

/** Throws Failure for a file that holds no plan. */
export function savedPlans({ options }: CommandContext, file: string): Promise<readonly Plan[]> {
  const plans = read.get(options) ?? readPlans(file);
  read.set(options, plans);
  return plans;
}

async function readPlans(file: string): Promise<readonly Plan[]> {
  const text = await readInput({ file, what: 'plan' });
  const parsed = text === null ? { ok: false as const, message: 'there is no such file' } : parsePlans(text);
  if (!parsed.ok) throw refusedPlan(file, parsed.message);
  return parsed.value;
}

/** Names of the [host] sections it is for, seen from `here`; none when it is for that one or for a tree. */
export async function otherHosts(context: CommandContext, file: string, here: Host): Promise<string[]> {
  const plans = await savedPlans(context, file);
  const others = plans.filter(({ host, root }) => root === '' && host !== (here.root === '' ? here.name : host)).map(({ host }) => host);
  if (others.length > 0 && others.length < plans.length) throw refusedPlan(file, `holds a plan for ${here.name} beside those for other hosts`);
  return others;
}

/** Throws Failure when it is for other hosts. */
export async function savedPlan(context: CommandContext, file: string, { root, name }: Host): Promise<Plan> {
  const plans = await savedPlans(context, file);
  const [first] = plans;
  const found = plans.find((each) => each.host === name && each.root === root);
  if (found !== undefined) return withoutZones(found, file);
  if (first !== undefined && first.root !== root) throw refusedPlan(file, `was made for ${first.root === '' ? first.host : `--root ${first.root}`}, not for ${root === '' ? name : `--root ${root}`}`);
  throw refusedPlan(file, `was made for ${plans.map(({ host }) => host).join(', ')}, not for ${name}`);
}

/** A zone file may be any file: only dns --zone looks whether it is one. */
function withoutZones(plan: Plan, file: string): Plan {
  const isOfZone = plan.steps.some((step) => step.kind === 'reload-zone' || (step.kind === 'write-file' && step.judge?.program === 'nsd-checkzone'));
  if (isOfZone) throw refusedPlan(file, 'edits a zone file, which is done by: stsctl dns --zone FILE');
  return plan;
}

function refusedPlan(file: string, message: string): Failure {
  return new Failure([
    { code: 'plan-file', place: { file }, message, unchanged: 'everything on the host', next: 'make a new one: stsctl plan --out FILE' },
  ]);
}
