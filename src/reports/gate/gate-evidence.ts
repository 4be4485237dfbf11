// What the reports of a window say of a domain's policy: which days, whose, and what went wrong.
import type { ReportedPolicy, StoredReport } from '../../model/tls-report.ts';
import { Failures, type Failure } from './failures.ts';

export interface Evidence {
  readonly domain: string;
  /** First and last day of the window. */
  readonly from: string;
  readonly to: string;
  readonly days: ReadonlyMap<string, DayEvidence>;
  /** Who delivered over verified TLS, as a signature proves: names, by what tells one from another. */
  readonly proved: ReadonlyMap<string, string>;
  /** The same of reports that nothing proves, as far as they count. */
  readonly named: ReadonlyMap<string, string>;
  readonly failures: readonly Failure[];
  /** Reports whose signature is wrong: they count for nothing. */
  readonly distrusted: number;
  /** Reports that nothing proves and that do not count but for their failures. */
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
  /** The administrator takes reports for evidence that no signature proves. */
  readonly countUnproved: boolean;
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
  const told = { domain, from, to, proved: proved.organizations, failures: failures.sorted(), distrusted };
  // Whoever knows the address of reports can mail one under any name: unasked, what nothing proves witnesses nothing good.
  if (!window.countUnproved) return { ...told, days: proved.days, named: new Map(), unproved: unproved.reports };
  return { ...told, days: daysOf(proved, unproved), named: unproved.othersThan(proved), unproved: 0 };
}

function daysOf(...witnesses: readonly Witnesses[]): Map<string, DayEvidence> {
  const days = new Map<string, { sessions: number; modes: Set<string> }>();
  for (const [day, { sessions, modes }] of witnesses.flatMap((each) => [...each.days])) {
    const before = days.get(day);
    days.set(day, { sessions: sessions + (before?.sessions ?? 0), modes: new Set([...modes, ...(before?.modes ?? [])]) });
  }
  return days;
}

/** Days and organizations that reports of one kind of trust speak for. */
class Witnesses {
  readonly days = new Map<string, { sessions: number; modes: Set<string> }>();
  readonly organizations = new Map<string, string>();
  readonly #names = new Set<string>();
  reports = 0;

  add(report: StoredReport, policies: readonly ReportedPolicy[]): void {
    this.reports += 1;
    const day = this.days.get(report.day) ?? { sessions: 0, modes: new Set<string>() };
    this.days.set(report.day, day);
    for (const policy of policies) {
      day.sessions += policy.successful + policy.failed;
      day.modes.add(modeOf(policy));
      if (policy.successful === 0) continue;
      this.organizations.set(identityOf(report), nameOf(report));
      this.#names.add(report.organization.toLowerCase());
    }
  }

  /** A sender whose mails are proved on some days alone is one. */
  othersThan(proved: Witnesses): Map<string, string> {
    return new Map([...this.organizations].filter(([name]) => !proved.#names.has(name)));
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
