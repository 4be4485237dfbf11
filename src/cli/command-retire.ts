// stsctl retire: takes MTA-STS back in the order of RFC 8461 8.3, over days. Exit 0 gone, 2 something waits.
import type { Desired, DesiredDomain } from '../model/desired.ts';
import { Failure } from '../model/failure.ts';
import type { Host } from '../model/host.ts';
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
import { hostOf } from './host-of.ts';
import { loadDesired } from './load-desired.ts';
import { needOperand } from './need-operand.ts';
import { editStep } from './plan-edited.ts';
import { noteEvents } from './note-served.ts';
import { printPlan } from './print-plan.ts';
import { requireRoot } from './require-root.ts';
import { runApply } from './run-apply.ts';
import { printWalk, walkOn } from './walk-on.ts';

export async function commandRetire(context: CommandContext): Promise<number> {
  const { options, terminal } = context;
  const name = needOperand(context.operands[0], 'stsctl retire example.com');
  const host = hostOf(context);
  requireRoot(host, `retire ${name}`);
  const desired = await loadDesired(context);
  const [domain] = (await chosenOrKilled(desired, name, host)) as [DesiredDomain];
  const values = { mode: 'none', ...(domain.policy.maxAgeSeconds > LAST_MAX_AGE_SECONDS ? { max_age: LAST_MAX_AGE_SECONDS } : {}) };
  const asked = await walkOn(
    { names: [domain.domain], ask: ({ situation }) => walkRetire(situation, options.now), edit: (text) => setPolicy(text, domain.domain, values), reason: () => `stsctl retire ${domain.domain}`, walk: { kind: 'retire' } },
    desired,
    host,
    context,
  );
  if (asked.get(domain.domain)?.kind !== 'remove') return printWalk(asked, context);
  const plan = await removalPlan(desired, domain, host, context);
  if (!terminal.isQuiet && !options.json) printPlan(terminal, plan);
  if (options.dryRun) return 2;
  const at = new Date();
  const record = () => noteEvents(host, context, async () => [{ at, domain: domain.domain, event: 'gone' }, { at, domain: domain.domain, event: 'walk', walk: { kind: 'retire' }, state: 'ended' }]);
  await runApply(context, host, plan, { record });
  return printWalk(new Map([[domain.domain, gone(domain)]]), context);
}

/** A run that was killed may have taken its section out, and not yet the rest. */
async function chosenOrKilled({ domains }: Desired, name: string, host: Host): Promise<readonly DesiredDomain[]> {
  try {
    return chosenDomains(domains, [name]);
  } catch (error) {
    const last = (await journalIds(host)).at(-1);
    const journal = last === undefined ? null : await readJournal(host, last);
    if (!(error instanceof Failure) || journal === null || outcomeOf(journal) !== 'unfinished') throw error;
    const next = `the last run did not come to its end: stsctl rollback ${journal.id}, then: stsctl retire ${name}`;
    throw new Failure(error.diagnostics.map((each) => ({ ...each, next })));
  }
}

function gone({ domain, policyHost }: DesiredDomain): Next {
  return next('done', `MTA-STS is taken back; the A and AAAA records of ${policyHost} and _smtp._tls.${domain} may go`, 'nothing');
}

async function removalPlan(desired: Desired, domain: DesiredDomain, host: Host, context: CommandContext): Promise<Plan> {
  const edit = await editStep(context, host, (text) => removeDomain(text, domain.domain), `stsctl retire ${domain.domain}: its section leaves`);
  // Without any domain the file is none that stsctl takes: then there is nothing left to do with it.
  const config = desired.domains.length === 1 ? null : parseConfig(edit.path, utf8Text(edit.after?.content ?? ''));
  if (config !== null && !config.ok) throw new Failure(config.diagnostics);
  const removal = planRemoval(desired, domain, await gatherFacts(desired, host), new Date());
  if (!removal.ok) throw new Failure(removal.diagnostics);
  return { ...removal.value, steps: [edit, ...removal.value.steps] };
}
