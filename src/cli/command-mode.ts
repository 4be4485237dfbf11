// stsctl mode: from testing to enforce and back, one step after another. Exit 0 through, 2 something is missing or waits.
import { Failure } from '../model/failure.ts';
import type { Mode } from '../model/config.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Host } from '../model/host.ts';
import { setPolicy } from '../config/edit-policy.ts';
import { MODES } from '../formats/mta-sts/policy-fields.ts';
import type { Next } from '../lifecycle/situation.ts';
import type { Demands } from '../reports/gate/judge-gate.ts';
import { isStricter, nextRung, notYet, walkMode, type Goal } from '../lifecycle/walk-mode.ts';
import { walkPublish } from '../lifecycle/walk-publish.ts';
import { chosenDomains } from './chosen-domains.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { DEMANDS, gateVerdict } from './gate-verdict.ts';
import { loadDesired } from './load-desired.ts';
import { needOperand } from './need-operand.ts';
import { withReports, type ReadReports } from './reports-on-host.ts';
import { rootedHost } from './rooted-host.ts';
import type { Terminal } from './terminal.ts';
import { sightDomains, type Sighted, type Sightings } from './sight-domains.ts';
import { printWalk, walkOn } from './walk-on.ts';

export async function commandMode(context: CommandContext): Promise<number> {
  const { mode, name } = operandsOf(context);
  const desired = await loadDesired(context);
  const [domain] = chosenDomains(desired.domains, [name]) as [DesiredDomain];
  const host = await rootedHost(context, `mode ${mode ?? '--auto'} ${name}`);
  return withReports(context, demandsOf(context).days + 1, async (reports) => {
    if (mode === null) return propose(await sightDomains([domain], desired, host, !context.options.dryRun, context), reports, context);
    return changeMode(mode, domain, { desired, host, reports, context });
  });
}

interface World {
  readonly desired: Desired;
  readonly host: Host;
  readonly reports: ReadReports;
  readonly context: CommandContext;
}

async function changeMode(mode: Mode, domain: DesiredDomain, { desired, host, reports, context }: World): Promise<number> {
  const goal = goalOf(mode, domain, context);
  let lacking: readonly string[] = [];
  const ask = (sighted: Sighted, findings: Sightings['findings']): Next => {
    lacking = missingFor(goal, sighted, findings, reports, context);
    return walkMode(sighted.situation, goal, context.options.force ? [] : lacking);
  };
  const edit = (text: string) => setPolicy(text, domain.domain, changes(goal, domain));
  const asked = await walkOn({ names: [domain.domain], ask, edit, reason: () => reasonOf(goal, domain, lacking, context), walk: null }, desired, host, context);
  return printWalk(asked, context, context.options.force ? [] : lacking);
}

function operandsOf({ operands, options }: CommandContext): { readonly mode: Mode | null; readonly name: string } {
  const usage = 'stsctl mode testing|enforce|none example.com, or: stsctl mode --auto example.com';
  if (options.auto) {
    if (operands.length > 1 || options.ramp || options.force) throw wrong('--auto takes a domain alone', usage);
    return { mode: null, name: needOperand(operands[0], usage) };
  }
  const mode = MODES.find((each) => each === operands[0]);
  if (mode === undefined) throw wrong(operands.length === 0 ? 'mode needs a mode and a domain' : `mode is "${operands[0] ?? ''}"; use testing, enforce or none`, usage);
  if (options.ramp && mode !== 'enforce') throw wrong('--ramp raises max_age in mode enforce', usage);
  return { mode, name: needOperand(operands[1], usage) };
}

function wrong(message: string, next: string): Failure {
  return new Failure([{ code: 'usage', message, unchanged: 'everything', next }]);
}

/** With --ramp one step up the ladder; else the mode alone changes. */
function goalOf(mode: Mode, { policy }: DesiredDomain, { options }: CommandContext): Goal {
  if (options.ramp) return nextRung({ ...policy, mode: policy.mode === 'none' ? 'testing' : policy.mode }) ?? policy;
  return { mode, maxAgeSeconds: policy.maxAgeSeconds };
}

function changes(goal: Goal, { policy }: DesiredDomain): { mode?: string; max_age?: number } {
  return { ...(goal.mode === policy.mode ? {} : { mode: goal.mode }), ...(goal.maxAgeSeconds === policy.maxAgeSeconds ? {} : { max_age: goal.maxAgeSeconds }) };
}

function reasonOf({ mode }: Goal, { domain }: DesiredDomain, lacking: readonly string[], { options }: CommandContext): string {
  const words = `stsctl mode ${options.ramp ? '--ramp ' : ''}${mode} ${domain}`;
  return options.force && lacking.length > 0 ? `${words} --force, although ${lacking.join('; ')}` : words;
}

/** What speaks against a stricter policy; nothing for one that binds senders less. */
export function missingFor(goal: Goal, { domain, situation, outcome, requireDkim }: Sighted, findings: Sightings['findings'], reports: ReadReports, context: CommandContext): string[] {
  if (!isStricter(goal, domain.policy)) return [];
  const verdict = reports((directory) => gateVerdict(directory, domain, demandsOf(context), requireDkim));
  const blind = findings.filter(({ code }) => code === 'dns-no-resolver' || code === 'smtp-blocked');
  const open = walkPublish(situation);
  return [
    ...notYet(situation, goal),
    ...(open === null ? [] : [open.message]),
    ...blind.map(({ message }) => message),
    ...outcome.findings.filter(({ severity }) => severity !== 'note').map(({ where, message }) => `check: ${where === null ? '' : `${where}: `}${message}`),
    ...verdict.conditions.filter(({ isMet }) => !isMet).map(({ message, next }) => `reports: ${message}${next === null ? '' : ` (${next})`}`),
  ];
}

function demandsOf({ options }: CommandContext): Demands {
  return { days: options.days ?? DEMANDS.days, organizations: options.organizations ?? DEMANDS.organizations };
}

/** The next step of the ladder, and what keeps it. */
function propose({ all, findings }: Sightings, reports: ReadReports, context: CommandContext): number {
  const { terminal } = context;
  const [sighted] = all as [Sighted];
  const { domain, policy } = sighted.domain;
  const goal = nextRung(policy);
  if (goal === null) {
    if (context.options.json) terminal.out(JSON.stringify({ version: 1, domains: [{ domain, nextStep: null }], missing: [] }, null, 2));
    else if (!terminal.isQuiet) terminal.out(`${domain}: mode ${policy.mode} with max_age ${policy.maxAgeSeconds} is the last step`);
    return 0;
  }
  const missing = missingFor(goal, sighted, findings, reports, context);
  if (context.options.json) terminal.out(JSON.stringify({ version: 1, domains: [{ domain, nextStep: goal }], missing }, null, 2));
  else printProposal(domain, goal, missing, terminal);
  return 2;
}

function printProposal(domain: string, goal: Goal, missing: readonly string[], terminal: Terminal): void {
  terminal.out(`${terminal.paint('bold', domain)}: the next step is mode ${goal.mode} with max_age ${goal.maxAgeSeconds}${missing.length === 0 ? '' : ', but not yet:'}`);
  for (const each of missing) terminal.out(`  missing: ${escapeLine(each)}`);
  if (missing.length === 0) terminal.out(`  next: ${terminal.typed(`stsctl mode ${goal.mode === 'enforce' ? '--ramp ' : ''}${goal.mode} ${domain}`)}`);
}
