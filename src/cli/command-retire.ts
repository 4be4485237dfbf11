// stsctl retire: takes MTA-STS back in the order of RFC 8461 8.3, over days. Exit 0 gone, 2 something waits.
import type { Desired, DesiredDomain } from '../model/desired.ts';
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
import type { Journal } from '../model/journal.ts';
import { readLedger } from '../apply/keep-ledger.ts';
import { journalIds, outcomeOf, readJournal } from '../apply/read-journals.ts';
import { removeDomain, setPolicy } from '../config/edit-policy.ts';
import { parseConfig } from '../config/parse-config.ts';
import { gatherFacts } from '../facts/gather-facts.ts';
import { utf8Text } from '../formats/plan/text-json.ts';
import { next, type Next } from '../lifecycle/situation.ts';
import { LAST_MAX_AGE_SECONDS, walkRetire } from '../lifecycle/walk-retire.ts';
import { planRemoval } from '../plan/plan-removal.ts';
import type { Plan } from '../model/plan.ts';
import { chosenDomains } from './chosen-domains.ts';
import type { CommandContext } from './command-context.ts';
import { duringEdit } from './conf-file-of.ts';
import { hostsLeftOut } from './hosts-left-out.ts';
import { loadDesired } from './load-desired.ts';
import { needOperand } from './need-operand.ts';
import { noteEvents } from './note-served.ts';
import { editStep, withConfigEdit } from './plan-edited.ts';
import { printPlan } from './print-plan.ts';
import { rootedHost } from './rooted-host.ts';
import { runApply } from './run-apply.ts';
import { printWalk, walkOn } from './walk-on.ts';

export async function commandRetire(context: CommandContext): Promise<number> {
  const { options } = context;
  const name = needOperand(context.operands[0], 'stsctl retire example.com');
  const host = await rootedHost(context, `retire ${name}`);
  const desired = await loadDesired(context);
  const [domain] = (await chosenOrKilled(desired, name, host)) as [DesiredDomain];
  await refuseSome(context);
  if (context.remote !== null) await refuseKilled(domain, host);
  // Where stsctl.conf is elsewhere, the section leaves it last: what a run that was cut off has left is known by the ledger.
  if (context.remote !== null && (await isRemoved(domain, host, context))) return remove(domain, desired, host, context);
  const values = { mode: 'none', ...(domain.policy.maxAgeSeconds > LAST_MAX_AGE_SECONDS ? { max_age: LAST_MAX_AGE_SECONDS } : {}) };
  const asked = await walkOn(
    { names: [domain.domain], ask: ({ situation }) => walkRetire(situation, options.now), edit: (text) => setPolicy(text, domain.domain, values), reason: () => `stsctl retire ${domain.domain}`, walk: { kind: 'retire' } },
    desired,
    host,
    context,
  );
  return asked.get(domain.domain)?.kind === 'remove' ? remove(domain, desired, host, context) : printWalk(asked, context);
}

async function remove(domain: DesiredDomain, desired: Desired, host: Host, context: CommandContext): Promise<number> {
  const { options, terminal } = context;
  const plan = await removalPlan(desired, domain, host, context);
  if (!terminal.isQuiet && !options.json) printPlan(terminal, plan);
  if (options.dryRun) return 2;
  const at = new Date();
  const record = () => noteEvents(host, context, async () => [{ at, domain: domain.domain, event: 'gone' }, { at, domain: domain.domain, event: 'walk', walk: { kind: 'retire' }, state: 'ended' }]);
  await runApply(context, host, plan, { record });
  await dropSection(domain, plan, host, context);
  return printWalk(new Map([[domain.domain, gone(domain)]]), { ...context, council: null });
}

/** Once each host of the run is through: until then the others need it. */
async function dropSection({ domain }: DesiredDomain, plan: Plan, host: Host, context: CommandContext): Promise<void> {
  const isLast = context.council?.noteDone(domain, host.name) ?? true;
  if (isLast) await duringEdit(plan, context, async () => undefined);
}

/** What is left on a host that is not asked would be nobody's, once the section has left stsctl.conf. */
async function refuseSome(context: CommandContext): Promise<void> {
  const left = await hostsLeftOut(context);
  if (left.length === 0) return;
  throw new Failure([{ code: 'usage', message: `retire takes a domain from every host at once, and ${left.join(', ')} ${left.length === 1 ? 'is' : 'are'} not named`, unchanged: 'everything', next: `stsctl -H all retire ${context.operands[0] ?? ''}` }]);
}

/** What a run that was killed has left is taken back first, as where its section has left stsctl.conf already. */
async function refuseKilled({ domain }: DesiredDomain, host: Host): Promise<void> {
  const journal = await lastUnfinished(host);
  if (journal?.plan.configEdit?.reason.startsWith(sectionLeaves(domain)) !== true) return;
  throw new Failure([{ code: 'rollback-incomplete', message: `the run that removed ${domain} from ${host.name} did not come to its end`, unchanged: `every file on ${host.name}`, next: `stsctl rollback ${journal.id}, then: stsctl retire ${domain}` }]);
}

async function lastUnfinished(host: Host): Promise<Journal | null> {
  const last = (await journalIds(host)).at(-1);
  const journal = last === undefined ? null : await readJournal(host, last);
  return journal !== null && outcomeOf(journal) === 'unfinished' ? journal : null;
}

function sectionLeaves(domain: string): string {
  return `stsctl retire ${domain}: its section leaves`;
}

/** Its last event of each kind says so. */
async function isRemoved({ domain }: DesiredDomain, host: Host, { council }: CommandContext): Promise<boolean> {
  const events = (await readLedger(host)).events.filter((each) => each.domain === domain);
  const isGone = events.findLast(({ event }) => event === 'served' || event === 'gone')?.event === 'gone';
  const ended = events.findLast((each) => each.event === 'walk' && each.walk.kind === 'retire');
  if (!isGone || ended?.event !== 'walk' || ended.state !== 'ended') return false;
  council?.noteRemoved(domain);
  return true;
}

/** A run that was killed may have taken its section out, and not yet the rest. */
async function chosenOrKilled({ domains }: Desired, name: string, host: Host): Promise<readonly DesiredDomain[]> {
  try {
    return chosenDomains(domains, [name]);
  } catch (error) {
    const journal = await lastUnfinished(host);
    if (!(error instanceof Failure) || journal === null) throw error;
    const next = `the last run did not come to its end: stsctl rollback ${journal.id}, then: stsctl retire ${name}`;
    throw new Failure(error.diagnostics.map((each) => ({ ...each, next })));
  }
}

function gone({ domain, policyHost }: DesiredDomain): Next {
  return next('done', `MTA-STS is taken back; the A and AAAA records of ${policyHost} and _smtp._tls.${domain} may go`, 'nothing');
}

async function removalPlan(desired: Desired, domain: DesiredDomain, host: Host, context: CommandContext): Promise<Plan> {
  const reason = `${sectionLeaves(domain.domain)}${context.remote === null ? '' : ' once the domain is off every host'}`;
  const edit = await editStep(context, host, (text) => removeDomain(text, domain.domain), reason);
  // Without any domain the file is none that stsctl takes: then there is nothing left to do with it.
  const config = desired.domains.length === 1 ? null : parseConfig(edit.path, utf8Text(edit.after?.content ?? ''));
  if (config !== null && !config.ok) throw new Failure(config.diagnostics);
  const removal = planRemoval(desired, domain, await gatherFacts(desired, host), { now: new Date(), isRevoked: context.options.revoke });
  if (!removal.ok) throw new Failure(removal.diagnostics);
  return withConfigEdit(removal.value, edit, context);
}
