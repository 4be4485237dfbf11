// What the reports of a window say of a domain's policy: which days, whose, and what went wrong.
import { resultType, type ResultFamily } from '../../formats/tls-report/result-types.ts';
import { matchesMx } from '../../formats/mta-sts/matches-mx.ts';
import type { ReportedPolicy, StoredReport } from '../../model/tls-report.ts';

export interface Evidence {
  readonly domain: string;
  /** First and last day of the window. */
  readonly from: string;
  readonly to: string;
  readonly days: ReadonlyMap<string, DayEvidence>;
  readonly organizations: ReadonlySet<string>;
  readonly failures: readonly Failure[];
  /** Reports whose signature is wrong: they count for nothing. */
  readonly distrusted: number;
}

export interface DayEvidence {
  readonly sessions: number;
  /** Senders saw the policy in one of these modes: "testing", "enforce". */
  readonly modes: ReadonlySet<string>;
}

export interface Failure {
  readonly type: string;
  readonly mx: string | null;
  readonly sessions: number;
  readonly lastDay: string;
  readonly organizations: readonly string[];
  /** False for a host that the policy does not name: there enforce keeps mail from it by design. */
  readonly isOurs: boolean;
}

export interface Window {
  readonly domain: string;
  /** mx patterns of the policy. */
  readonly mx: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** DANE has its own rules (RFC 8461 2): its failures say nothing of this policy. */
const NOT_OURS: ReadonlySet<ResultFamily> = new Set(['dane']);

export function gatherEvidence(reports: Iterable<StoredReport>, { domain, mx, from, to }: Window): Evidence {
  const days = new Map<string, { sessions: number; modes: Set<string> }>();
  const organizations = new Set<string>();
  const failures = new Map<string, { -readonly [K in keyof Failure]: Failure[K] }>();
  let distrusted = 0;
  for (const report of reports) {
    const policies = report.policies.filter((each) => each.domain === domain && each.type === 'sts');
    if (policies.length === 0 || report.day < from || report.day > to) continue;
    if (report.trust.result === 'failed') distrusted += 1;
    else for (const policy of policies) addPolicy(report, policy);
  }
  return { domain, from, to, days, organizations, failures: [...failures.values()].sort((a, b) => b.sessions - a.sessions || (a.type < b.type ? -1 : 1)), distrusted };

  function addPolicy(report: StoredReport, policy: ReportedPolicy): void {
    const day = days.get(report.day) ?? { sessions: 0, modes: new Set<string>() };
    days.set(report.day, day);
    day.sessions += policy.successful + policy.failed;
    day.modes.add(modeOf(policy));
    if (policy.successful > 0) organizations.add(report.organization);
    for (const { type, mx: host, sessions } of detailsOf(policy)) if (!NOT_OURS.has(resultType(type).family)) addFailure(report, type, host ?? null, sessions);
  }

  function addFailure({ day, organization }: StoredReport, type: string, host: string | null, sessions: number): void {
    const key = `${type} ${host}`;
    const before = failures.get(key) ?? { type, mx: host, sessions: 0, lastDay: day, organizations: [], isOurs: host === null || mx.some((pattern) => matchesMx(pattern, host)) };
    const organizationsNow = before.organizations.includes(organization) ? before.organizations : [...before.organizations, organization];
    failures.set(key, { ...before, sessions: before.sessions + sessions, lastDay: day > before.lastDay ? day : before.lastDay, organizations: organizationsNow });
  }
}

/** Failed sessions that no detail speaks of are failures all the same. */
function detailsOf({ failed, details }: ReportedPolicy): readonly { readonly type: string; readonly mx: string | undefined; readonly sessions: number }[] {
  return details.length === 0 && failed > 0 ? [{ type: 'unexplained', mx: undefined, sessions: failed }] : details;
}

function modeOf({ strings }: ReportedPolicy): string {
  return strings.map((line) => /^mode\s*:\s*(\w+)/.exec(line)?.[1]).find((mode) => mode !== undefined) ?? 'unknown';
}
