// Whether the evidence is enough for enforce, and what it lacks. Pure: the same evidence, the same verdict.
import { explain } from '../../formats/tls-report/result-types.ts';
import type { Failure } from './failures.ts';
import type { Evidence } from './gate-evidence.ts';

export type ConditionName = 'days-in-testing' | 'no-gap' | 'organizations' | 'no-failures';

export interface Condition {
  readonly name: ConditionName;
  readonly isMet: boolean;
  readonly message: string;
  /** What to do; null when it is met, and when a condition before it says the same. */
  readonly next: string | null;
}

export interface Verdict {
  readonly domain: string;
  readonly isReady: boolean;
  readonly from: string;
  readonly to: string;
  readonly conditions: readonly Condition[];
  /** Organizations that count, and how many of them a signature proves. */
  readonly organizations: { readonly count: number; readonly verified: number };
  /** Reports left out of days and organizations, since no signature proves them. */
  readonly unproved: number;
  readonly failures: readonly (Failure & { readonly cause: string; readonly check: string })[];
}

export interface Demands {
  /** Days in testing, one after another. */
  readonly days: number;
  readonly organizations: number;
}

/** Senders report in this mode what enforce would have kept back. */
const TRIED: ReadonlySet<string> = new Set(['testing', 'enforce']);

export function judgeGate(evidence: Evidence, demands: Demands): Verdict {
  const { domain, from, to, proved, named, unproved } = evidence;
  const failures = evidence.failures.map((each) => ({ ...each, ...explanationOf(each, domain) }));
  const conditions = eachOnce([daysInTesting(evidence, demands), noGap(evidence), organizations(evidence, demands), noFailures(evidence)]);
  return { domain, isReady: conditions.every(({ isMet }) => isMet), from, to, conditions, organizations: { count: proved.size + named.size, verified: proved.size }, unproved, failures };
}

/** What to do is said once. */
function eachOnce(conditions: readonly Condition[]): Condition[] {
  return conditions.map((each, index) => (conditions.slice(0, index).some(({ next }) => next === each.next) ? { ...each, next: null } : each));
}

function explanationOf({ type, isOurs, mx }: Failure, domain: string): { cause: string; check: string } {
  if (type === 'unexplained') return { cause: 'the sender says that sessions failed and not why', check: `stsctl check ${domain}` };
  if (isOurs) return explain(type, domain);
  return { cause: `${mx} is not in the policy: with enforce, senders will not deliver to it`, check: `stsctl dns ${domain}` };
}

/** Microsoft leaves the policy out: a day whose mode nobody tells counts when others of the window say testing. */
function daysInTesting(evidence: Evidence, demands: Demands): Condition {
  const modes = [...evidence.days.values()].map((day) => day.modes);
  const isAnyTold = modes.some((each) => [...each].some((mode) => TRIED.has(mode)));
  const count = isAnyTold ? modes.filter((each) => [...each].some((mode) => TRIED.has(mode) || mode === 'unknown')).length : 0;
  const isMet = count >= demands.days;
  const message = `${count} of ${demands.days} days have ${reportsOf(evidence)} that saw the policy in testing or enforce`;
  return { name: 'days-in-testing', isMet, message, next: isMet ? null : proveOr(evidence, waitOrPublish(count, demands.days)) };
}

/** What is spoken of: where others were left out, the proved ones. */
function reportsOf({ unproved }: Evidence): string {
  return unproved > 0 ? 'proved reports' : 'reports';
}

/** Reports that are there and prove nothing may be all that is missing. */
function proveOr({ unproved }: Evidence, next: string): string {
  return unproved > 0 ? PROVE : next;
}

const PROVE = 'hand report mails over as they came, signature and all (stsctl reports show ID says what one lacks); count_unproved = yes in [reports] takes names on trust';

function waitOrPublish(count: number, wanted: number): string {
  return count === 0 ? 'publish the policy in mode testing and a _smtp._tls record: stsctl plan, stsctl dns' : `wait ${wanted - count} more ${wanted - count === 1 ? 'day' : 'days'}`;
}

const DAY_MS = 86_400_000;

function noGap(evidence: Evidence): Condition {
  const { days, from, to } = evidence;
  const missing: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) {
    const day = new Date(time).toISOString().slice(0, 10);
    if (!days.has(day)) missing.push(day);
  }
  const shown = `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}`;
  const message = missing.length === 0 ? `every day from ${from} to ${to} has a report` : `no ${evidence.unproved > 0 ? 'proved report' : 'report'} of ${shown}`;
  return { name: 'no-gap', isMet: missing.length === 0, message, next: missing.length === 0 ? null : proveOr(evidence, 'see whether report mails of these days wait elsewhere: stsctl reports add DIRECTORY') };
}

function organizations(evidence: Evidence, demands: Demands): Condition {
  const { proved, named } = evidence;
  const count = proved.size + named.size;
  const isMet = count >= demands.organizations;
  const names = [proved, named].map((each) => shownNames([...each.values()]));
  const parts = [`${proved.size} proved by signature${names[0]}`, ...(named.size > 0 ? [`${named.size} by name alone${names[1]}`] : [])];
  const message = `${count} of ${demands.organizations} organizations delivered over verified TLS, ${parts.join(', ')}${leftOut(evidence)}`;
  return { name: 'organizations', isMet, message, next: isMet ? null : proveOr(evidence, 'wait for mail from others, or ask for fewer: --organizations') };
}

function shownNames(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (${[...names].sort().slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''})`;
}

function leftOut({ distrusted, unproved }: Evidence): string {
  const wrong = distrusted > 0 ? `; ${distrusted === 1 ? '1 report with a wrong signature is' : `${distrusted} reports with a wrong signature are`} left out` : '';
  return wrong + (unproved > 0 ? `; ${unproved === 1 ? '1 report without proof counts for its' : `${unproved} reports without proof count for their`} failures alone` : '');
}

function noFailures({ failures, domain }: Evidence): Condition {
  const sessions = failures.reduce((sum, each) => sum + each.sessions, 0);
  const types = [...new Set(failures.map(({ type }) => type))].join(', ');
  const isAnyProved = failures.some(({ isProved }) => isProved);
  const message = failures.length === 0 ? 'no session failed' : `sessions failed that enforce would not have delivered: ${types} (${sessions} as counted by type${isAnyProved ? '' : ', in reports that no signature proves'})`;
  return { name: 'no-failures', isMet: failures.length === 0, message, next: failures.length === 0 ? null : nextOfFailures(isAnyProved, domain) };
}

function nextOfFailures(isAnyProved: boolean, domain: string): string {
  const mend = `mend the causes, then wait until these days are out of the window: stsctl check ${domain}`;
  return isAnyProved ? mend : `${mend}; if they are made up, require_dkim = yes in [reports] refuses such mails from now on`;
}
