// Takes a walk as far as it goes now: what stsctl can do itself is planned, shown and applied, then the next step is told.
import type { Bytes } from '../model/bytes.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { LedgerEvent, Walk } from '../model/ledger.ts';
import type { Plan } from '../model/plan.ts';
import { readLedger } from '../apply/keep-ledger.ts';
import { openWalks } from '../lifecycle/open-walks.ts';
import type { Next } from '../lifecycle/situation.ts';
import { applyNoted } from './apply-noted.ts';
import type { CommandContext } from './command-context.ts';
import { duringEdit } from './conf-file-of.ts';
import { escapeLine } from './escape-text.ts';
import { noteEvents } from './note-served.ts';
import { planEdited } from './plan-edited.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { printPlan } from './print-plan.ts';
import type { Terminal } from './terminal.ts';
import { sightDomains, type Sighted, type Sightings } from './sight-domains.ts';

export interface WalkOn {
  readonly names: readonly string[];
  /** What comes next for one domain. Pure. */
  readonly ask: (sighted: Sighted, findings: Sightings['findings']) => Next;
  /** Edits stsctl.conf for the domains that ask for it. */
  readonly edit: (text: Bytes, domains: readonly string[], asked: ReadonlyMap<string, Next>) => Bytes;
  /** The command, for the journal and for what to do next; asked once the first look is over. */
  readonly reason: () => string;
  /** What is noted as begun and ended in the ledger; null for what shows in stsctl.conf. */
  readonly walk: Walk | null;
}

/** By domain, where its walk has come to; exit 0 when all are done. `desired` is the configuration as it is. */
export async function walkOn(given: WalkOn, desired: Desired, host: Host, context: CommandContext): Promise<Map<string, Next>> {
  const keeps = !context.options.dryRun;
  const own = await look(given, desired, host, keeps, context);
  const first = context.council?.agree(host.name, own) ?? own;
  if (keeps && given.walk !== null) await noteWalk(given.walk, first, host, context);
  if (context.council?.phase === 'telling') return first;
  const meant = domainsOf(first, 'configure', 'apply');
  if (meant.length === 0) return first;
  const edited = await planEdited(context, host, { edit: (text) => given.edit(text, domainsOf(first, 'configure'), first), command: given.reason(), domains: meant });
  const { held = [] } = edited.plan;
  if (held.length > 0 && meant.every((name) => held.some(({ domain }) => domain === name))) throw new Failure(held);
  if (held.length > 0) printDiagnostics(context.terminal, held);
  if (edited.plan.steps.length === 0 && edited.plan.configEdit === undefined) return first;
  if (!context.terminal.isQuiet && !context.options.json) printPlan(context.terminal, edited.plan);
  if (context.options.dryRun) return first;
  await duringEdit(edited.plan, context, () => applyPlan(edited.plan, host, context), { isNoted: true });
  // Until the others are through, senders may get either policy.
  if (context.council !== null) return first;
  const then = await look(given, edited.desired, host, true, context);
  if (given.walk !== null) await noteWalk(given.walk, then, host, context);
  return then;
}

async function look({ names, ask }: WalkOn, desired: Desired, host: Host, keeps: boolean, context: CommandContext): Promise<Map<string, Next>> {
  const domains = names.map((name) => desired.domains.find(({ domain }) => domain === name)).filter((each): each is DesiredDomain => each !== undefined);
  const { all, findings } = await sightDomains(domains, desired, host, keeps, context);
  return new Map(all.map((each) => [each.domain.domain, ask(each, findings)]));
}

function domainsOf(asked: ReadonlyMap<string, Next>, ...kinds: readonly Next['kind'][]): string[] {
  return [...asked].filter(([, { kind }]) => kinds.includes(kind)).map(([domain]) => domain);
}

async function applyPlan(plan: Plan, host: Host, context: CommandContext): Promise<void> {
  const { pending } = await applyNoted(plan, host, context);
  if (pending.length > 0) printDiagnostics(context.terminal, pending);
}

/** Only what changes: a walk that is begun again goes on, and one that is refused was none or goes on as it was. */
async function noteWalk(walk: Walk, asked: ReadonlyMap<string, Next>, host: Host, context: CommandContext): Promise<void> {
  const { events } = await readLedger(host);
  const at = new Date();
  const changes = [...asked].flatMap(([domain, { kind }]): LedgerEvent[] => {
    const isOpen = openWalks(events.filter((each) => each.domain === domain)).some((each) => JSON.stringify(each) === JSON.stringify(walk));
    const state = kind === 'done' ? 'ended' : 'begun';
    if (kind === 'refuse') return [];
    return isOpen === (state === 'begun') ? [] : [{ at, domain, event: 'walk', walk, state }];
  });
  await noteEvents(host, context, async () => changes);
}

/** Exit 0: nothing is left to be done or waited for. `missing` is what evidence lacks. */
export function printWalk(asked: ReadonlyMap<string, Next>, { terminal, options, council }: CommandContext, missing: readonly string[] = []): number {
  const left = [...asked].filter(([, { kind }]) => kind !== 'done');
  if (council?.phase === 'working' && !options.dryRun) return left.length === 0 ? 0 : 2;
  if (options.json) terminal.out(JSON.stringify({ version: 1, domains: [...asked].map(([domain, each]) => ({ domain, ...each, todo: terminal.typed(each.todo) })), missing }, null, 2));
  else printWords(asked, terminal, missing);
  return left.length === 0 ? 0 : 2;
}

function printWords(asked: ReadonlyMap<string, Next>, terminal: Terminal, missing: readonly string[]): void {
  for (const [domain, { message, todo, kind }] of asked) {
    if (kind === 'done' && terminal.isQuiet) continue;
    terminal.out(`${terminal.paint('bold', domain)}: ${escapeLine(message)}${kind === 'done' ? '' : `\n  ${kind === 'wait' ? 'waits' : 'next'}: ${escapeLine(terminal.typed(todo))}`}`);
  }
  for (const each of missing) terminal.out(`  missing: ${escapeLine(each)}`);
  if (!terminal.isQuiet && [...asked.values()].some(({ kind }) => kind !== 'done')) terminal.out('then the same command again goes on; stsctl status shows what waits for what');
}
