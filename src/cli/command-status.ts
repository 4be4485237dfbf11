// stsctl status: where each domain stands and what waits for what, on one screen.
import type { DesiredDomain } from '../model/desired.ts';
import { listed } from '../check/found.ts';
import { Failure } from '../model/failure.ts';
import type { Walk } from '../model/ledger.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { policyId } from '../formats/mta-sts/policy-id.ts';
import { heldPolicies } from '../lifecycle/held-policies.ts';
import { servings } from '../lifecycle/intervals.ts';
import { openWalks } from '../lifecycle/open-walks.ts';
import { shownSpan } from '../lifecycle/seconds.ts';
import type { Next, Situation } from '../lifecycle/situation.ts';
import { nextRung } from '../lifecycle/walk-mode.ts';
import { walkMxAdd, walkMxRemove } from '../lifecycle/walk-mx.ts';
import { walkPublish } from '../lifecycle/walk-publish.ts';
import { walkRetire } from '../lifecycle/walk-retire.ts';
import { readMonthDays } from '../reports/summary/month-days.ts';
import { monthsWithin } from '../reports/summary/summarize.ts';
import { chosenDomains } from './chosen-domains.ts';
import type { CommandContext } from './command-context.ts';
import { missingFor } from './command-mode.ts';
import { escapeLine } from './escape-text.ts';
import { formatTable } from './format-table.ts';
import { hostOf } from './host-of.ts';
import { loadDesired } from './load-desired.ts';
import { loadPlan } from './load-plan.ts';
import { withReports, type ReadReports } from './reports-on-host.ts';
import { dayBefore } from './reports-selection.ts';
import { sightDomains, type Sighted, type Sightings } from './sight-domains.ts';

export async function commandStatus(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  const host = hostOf(context);
  const desired = await loadDesired(context);
  // Who acts on another machine is known once it has been asked anything.
  await host.gather([]);
  const keeps = !options.dryRun && (host.root !== '' || host.uid === 0);
  const sightings = await sightDomains(chosenDomains(desired.domains, operands), desired, host, keeps, context);
  const drift = await driftOf(context);
  const rows = await withReports(context, REPORT_DAYS, async (reports) => {
    const last = lastReports(reports);
    return sightings.all.map((each) => rowOf(each, sightings, last.get(each.domain.domain) ?? null, reports, context));
  });
  if (options.json) terminal.out(JSON.stringify({ version: 1, drift: drift?.steps ?? null, heldBack: drift?.heldBack ?? [], domains: rows }, null, 2));
  else print(rows, drift, context);
  return 0;
}

interface Drift {
  readonly steps: number;
  readonly heldBack: readonly string[];
}

type Row = ReturnType<typeof rowOf>;

function rowOf(sighted: Sighted, { findings }: Sightings, lastReport: string | null, reports: ReadReports, context: CommandContext) {
  const { domain, situation, outcome } = sighted;
  const { policy } = domain;
  const open = openWalks(situation.events);
  const isRetiring = open.some(({ kind }) => kind === 'retire');
  // Whatever else was begun ends with it.
  const walks = open.filter(({ kind }) => !isRetiring || kind === 'retire');
  const waits = [...walks.map((walk) => ({ walk: wordsOf(walk), ...nextOf(walk, situation) })), ...(walks.length > 0 ? [] : publishing(situation))];
  const goal = nextRung(policy);
  return {
    domain: domain.domain,
    mode: policy.mode,
    maxAgeSeconds: policy.maxAgeSeconds,
    isServed: situation.sighting.served === domain.policyFile.content,
    since: sinceMode(domain, situation),
    held: heldPolicies(situation.events, situation.now).map(({ text, policy: { mode }, until, offeredUntil }) => ({ id: policyId(text), mode, until, isOffered: offeredUntil === null })),
    certificateDays: outcome.daysLeft,
    findings: outcome.findings.filter(({ severity }) => severity !== 'note').length,
    lastReport,
    waits,
    nextStep: goal === null || isRetiring ? null : { ...goal, missing: missingFor(goal, sighted, findings, reports, context) },
  };
}

function wordsOf(walk: Walk): string {
  return walk.kind === 'retire' ? 'retire' : `${walk.kind.replace('-', ' ')} ${walk.host}`;
}

function nextOf(walk: Walk, situation: Situation): Next {
  if (walk.kind === 'retire') return walkRetire(situation, false);
  return walk.kind === 'mx-add' ? walkMxAdd(situation, walk.host) : walkMxRemove(situation, walk.host);
}

/** What every walk would say first is said once. */
function publishing(situation: Situation): (Next & { walk: string })[] {
  const open = walkPublish(situation);
  return open === null ? [] : [{ walk: 'publish', ...open }];
}

/** Since when its mode is served without a break; null when it is not. */
function sinceMode({ policy }: DesiredDomain, { events }: Situation): Date | null {
  const served = servings(events);
  if (served.at(-1)?.to !== null) return null;
  const other = served.findLastIndex(({ value }) => parsePolicy(value).policy?.mode !== policy.mode);
  return served[other + 1]?.from ?? null;
}

/** Two months. */
const REPORT_DAYS = 60;

/** Day of the last report of each domain. */
function lastReports(reports: ReadReports): Map<string, string> {
  const from = dayBefore(new Date(), REPORT_DAYS);
  return reports((directory) => {
    const last = new Map<string, string>();
    for (const month of monthsWithin(directory, { domain: null, from, to: null })) {
      for (const [day, cells] of Object.entries(readMonthDays(directory, month).days)) for (const domain of Object.keys(cells)) if (day > (last.get(domain) ?? '')) last.set(domain, day);
    }
    return last;
  });
}

/** How many steps a plan would have now, and which domains it would hold back; null where there can be none. */
async function driftOf(context: CommandContext): Promise<Drift | null> {
  try {
    const { plan } = await loadPlan(context, hostOf(context));
    return { steps: plan.steps.length, heldBack: (plan.held ?? []).map(({ domain }) => domain) };
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

function print(rows: readonly Row[], drift: Drift | null, { terminal }: CommandContext): void {
  const now = Date.now();
  const cells = rows.map(({ domain, mode, since, maxAgeSeconds, certificateDays, findings, lastReport }) => [domain, mode, since === null ? 'not served' : since.toISOString().slice(0, 10), shownSpan(maxAgeSeconds), certificateDays === null ? '-' : `${certificateDays} days`, findings === 0 ? 'ok' : `${findings} finding${findings === 1 ? '' : 's'}`, lastReport ?? '-']);
  const [heading = '', ...lines] = formatTable([['DOMAIN', 'MODE', 'SINCE', 'MAX_AGE', 'CERTIFICATE', 'CHECK', 'REPORT'], ...cells], '');
  terminal.out(terminal.paint('dim', heading));
  for (const [index, line] of lines.entries()) {
    terminal.out(line);
    const row = rows[index] as Row;
    for (const { walk, message, todo, until } of row.waits) terminal.out(`  ${escapeLine(walk)}: ${escapeLine(message)}\n    ${until === null ? 'next' : `in ${shownSpan((until.getTime() - now) / 1000)}`}: ${escapeLine(terminal.typed(todo))}`);
    if (row.nextStep !== null) terminal.out(`  next step: mode ${row.nextStep.mode} with max_age ${row.nextStep.maxAgeSeconds}; ${terminal.typed(missingWords(row))}`);
  }
  terminal.out(driftWords(drift));
}

function driftWords(drift: Drift | null): string {
  if (drift === null) return 'drift: unknown; see: stsctl plan';
  const { steps, heldBack } = drift;
  if (steps + heldBack.length === 0) return 'the host is as configured';
  return `drift: ${steps} steps${heldBack.length === 0 ? '' : `, and held back since mail would be lost: ${listed(heldBack)}`}; see: stsctl plan`;
}

function missingWords({ domain, nextStep }: Row): string {
  const [first, ...more] = nextStep?.missing ?? [];
  if (first === undefined) return `stsctl mode --auto ${domain}`;
  return `not yet: ${escapeLine(first)}${more.length === 0 ? '' : ` and ${more.length} more: stsctl mode --auto ${domain}`}`;
}
