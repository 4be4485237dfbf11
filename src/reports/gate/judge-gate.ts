// Whether the evidence is enough for enforce, and what it lacks. Pure: the same evidence, the same verdict.
import { explain } from '../../formats/tls-report/result-types.ts';
import type { Failure } from './failures.ts';
import type { Evidence } from './gate-evidence.ts';

export type ConditionName = 'days-in-testing' | 'no-gap' | 'organizations' | 'no-failures';

export interface Condition {
  readonly name: ConditionName;
  readonly isMet: boolean;
  readonly message: string;
  /** What to do, null when it is met. */
  readonly next: string | null;
}

export interface Verdict {
  readonly domain: string;
  readonly isReady: boolean;
  readonly from: string;
  readonly to: string;
  readonly conditions: readonly Condition[];
  /** Organizations that count, and whether a signature proves each of them. */
  readonly organizations: { readonly count: number; readonly verified: number };
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
  const failures = evidence.failures.map((each) => ({ ...each, ...explanationOf(each, evidence.domain) }));
  const conditions = [daysInTesting(evidence, demands), noGap(evidence), organizations(evidence, demands), noFailures(evidence)];
  return { domain: evidence.domain, isReady: conditions.every(({ isMet }) => isMet), from: evidence.from, to: evidence.to, conditions, organizations: { count: evidence.organizations.size, verified: evidence.isProved ? evidence.organizations.size : 0 }, failures };
}

function explanationOf({ type, isOurs, mx }: Failure, domain: string): { cause: string; check: string } {
  if (type === 'unexplained') return { cause: 'the sender says that sessions failed and not why', check: `stsctl check ${domain}` };
  if (isOurs) return explain(type, domain);
  return { cause: `${mx} is not in the policy: with enforce, senders will not deliver to it`, check: `stsctl dns ${domain}` };
}

/** Microsoft leaves the policy out: a day whose mode nobody tells counts when others of the window say testing. */
function daysInTesting({ days }: Evidence, demands: Demands): Condition {
  const modes = [...days.values()].map((day) => day.modes);
  const isAnyTold = modes.some((each) => [...each].some((mode) => TRIED.has(mode)));
  const count = isAnyTold ? modes.filter((each) => [...each].some((mode) => TRIED.has(mode) || mode === 'unknown')).length : 0;
  const isMet = count >= demands.days;
  const message = `${count} of ${demands.days} days have reports that saw the policy in testing or enforce`;
  return { name: 'days-in-testing', isMet, message, next: isMet ? null : waitOrPublish(count, demands.days) };
}

function waitOrPublish(count: number, wanted: number): string {
  return count === 0 ? 'publish the policy in mode testing and a _smtp._tls record: stsctl plan, stsctl dns' : `wait ${wanted - count} more ${wanted - count === 1 ? 'day' : 'days'}`;
}

const DAY_MS = 86_400_000;

function noGap({ days, from, to }: Evidence): Condition {
  const missing: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += DAY_MS) {
    const day = new Date(time).toISOString().slice(0, 10);
    if (!days.has(day)) missing.push(day);
  }
  const shown = `${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}`;
  const message = missing.length === 0 ? `every day from ${from} to ${to} has a report` : `no report of ${shown}`;
  return { name: 'no-gap', isMet: missing.length === 0, message, next: missing.length === 0 ? null : 'see whether report mails of these days wait elsewhere: stsctl reports add DIRECTORY' };
}

function organizations({ organizations: found, isProved, distrusted, unproved }: Evidence, demands: Demands): Condition {
  const isMet = found.size >= demands.organizations;
  const names = [...found.values()].sort().slice(0, 5).join(', ');
  const proof = isProved ? `${found.size} proved by signature` : 'none proved by signature';
  const left = [distrusted > 0 ? `; ${distrusted} reports with a wrong signature are left out` : '', unproved > 0 ? `; ${unproved} reports without proof count for their failures alone` : ''].join('');
  const message = `${found.size} ${found.size === 1 ? 'organization' : 'organizations'} delivered over verified TLS, ${demands.organizations} needed, ${proof}${names === '' ? '' : ` (${names})`}${left}`;
  return { name: 'organizations', isMet, message, next: isMet ? null : 'wait for mail from others, or ask for fewer: --organizations' };
}

function noFailures({ failures, domain }: Evidence): Condition {
  const sessions = failures.reduce((sum, each) => sum + each.sessions, 0);
  const types = [...new Set(failures.map(({ type }) => type))].join(', ');
  const message = failures.length === 0 ? 'no session failed' : `sessions failed that enforce would not have delivered: ${types} (${sessions} as counted by type)`;
  return { name: 'no-failures', isMet: failures.length === 0, message, next: failures.length === 0 ? null : `mend the causes, then wait until these days are out of the window: stsctl check ${domain}` };
}
