// What the reports of a window say of a domain's policy: which days, whose, and what went wrong.
import type { ReportedPolicy, StoredReport } from '../../model/tls-report.ts';
import { Failures, type Failure } from './failures.ts';

export interface Evidence {
  readonly domain: string;
  /** First and last day of the window. */
  readonly from: string;
  readonly to: string;
  readonly days: ReadonlyMap<string, DayEvidence>;
  /** Who delivered over verified TLS: names, by what tells one from another. */
  readonly organizations: ReadonlyMap<string, string>;
  /** True when the organizations and days are those of reports that a signature proves. */
  readonly isProved: boolean;
  readonly failures: readonly Failure[];
  /** Reports whose signature is wrong: they count for nothing. */
  readonly distrusted: number;
  /** Reports that nothing proves, when others are proved or must be: only their failures count. */
  readonly unproved: number;
}

export interface DayEvidence {
  readonly sessions: number;
  /** Senders saw the policy in one of these modes: "testing", "enforce". */
  readonly modes: ReadonlySet<string>;
}

export interface Window {
  readonly domain: string;
  /** mx patterns of the policy. */
  readonly mx: readonly string[];
  readonly from: string;
  readonly to: string;
  /** Only what a signature proves counts, even where nothing is proved. */
  readonly requireDkim: boolean;
}

export function gatherEvidence(reports: Iterable<StoredReport>, window: Window): Evidence {
  const { domain, from, to } = window;
  const [proved, unproved] = [new Witnesses(), new Witnesses()];
  const failures = new Failures(window.mx);
  let distrusted = 0;
  for (const report of reports) {
    const policies = report.policies.filter((each) => each.domain === domain && each.type === 'sts');
    if (policies.length === 0 || report.day < from || report.day > to) continue;
    if (report.trust.result === 'failed') distrusted += 1;
    else {
      (report.trust.result === 'verified' ? proved : unproved).add(report, policies);
      for (const policy of policies) failures.add(report, policy);
    }
  }
  // Names are anybody's to make up: beside reports that are proved, those that are not witness nothing good.
  const isProved = window.requireDkim || proved.reports > 0;
  const { days, organizations } = isProved ? proved : unproved;
  return { domain, from, to, days, organizations, isProved, failures: failures.sorted(), distrusted, unproved: isProved ? unproved.reports : 0 };
}

/** Days and organizations that reports of one kind of trust speak for. */
class Witnesses {
  readonly days = new Map<string, { sessions: number; modes: Set<string> }>();
  readonly organizations = new Map<string, string>();
  reports = 0;

  add(report: StoredReport, policies: readonly ReportedPolicy[]): void {
    this.reports += 1;
    const day = this.days.get(report.day) ?? { sessions: 0, modes: new Set<string>() };
    this.days.set(report.day, day);
    for (const policy of policies) {
      day.sessions += policy.successful + policy.failed;
      day.modes.add(modeOf(policy));
      if (policy.successful > 0) this.organizations.set(identityOf(report), nameOf(report));
    }
  }
}

/** One domain may sign for many names, and have many names below it: its last two labels count once. Too few is safe here. */
function identityOf({ organization, trust }: StoredReport): string {
  return trust.result === 'verified' ? (trust.domain ?? '').split('.').slice(-2).join('.') : organization.toLowerCase();
}

function nameOf({ organization, trust }: StoredReport): string {
  return trust.result === 'verified' ? `${organization} by ${trust.domain}` : organization;
}

function modeOf({ strings }: ReportedPolicy): string {
  return strings.map((line) => /^mode\s*:\s*(\w+)/.exec(line)?.[1]).find((mode) => mode !== undefined) ?? 'unknown';
}
