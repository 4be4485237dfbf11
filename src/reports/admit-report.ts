// Whether a report may enter the store: of our domains, of a time that can be, and sent by whom it says.
import { parseTlsReport } from '../formats/tls-report/parse-tls-report.ts';
import type { TlsReport, Tolerated, Trust } from '../model/tls-report.ts';
import type { RejectReason, Rejected } from './input/arrival.ts';
import type { Headers } from './input/mail-headers.ts';
import type { OpenedReport } from './input/open-arrival.ts';

export interface Admission {
  readonly domains: ReadonlySet<string>;
  readonly keepDays: number;
  readonly requireDkim: boolean;
  readonly now: Date;
}

const DAY_MS = 86_400_000;

export interface Read {
  readonly report: TlsReport;
  readonly packed: Buffer;
  /** As in ParsedTlsReport. */
  readonly isPlain: boolean;
  /** Domains of policies that are left out. */
  readonly foreign: readonly string[];
}

export type ReadOrRejected = Read | Rejected;

export function readOpened(name: string, { unpacked, isTyped }: OpenedReport, headers: Headers | null, admission: Admission): ReadOrRejected {
  if (!unpacked.ok) return { name, reason: unpacked.reason, problem: unpacked.problem };
  const parsed = parseTlsReport(unpacked.text, unpacked.isAscii);
  if (!parsed.ok) return { name, reason: 'broken-report', problem: `is a report that can't be used: it ${parsed.problem}` };
  const [{ packed }, { isPlain }] = [unpacked, parsed];
  const problem = timeProblem(parsed.report, admission);
  if (problem !== null) return { name, reason: 'out-of-time', problem };
  const notes = noted(parsed.report, headers, isTyped);
  const report = notes.length === 0 ? parsed.report : { ...parsed.report, tolerated: [...parsed.report.tolerated, ...notes] };
  if (report.policies.every(({ domain }) => admission.domains.has(domain))) return { report, packed, isPlain, foreign: [] };
  const policies = report.policies.filter(({ domain }) => admission.domains.has(domain));
  const foreign = report.policies.filter(({ domain }) => !admission.domains.has(domain)).map(({ domain }) => domain);
  return { report: { ...report, policies }, packed, isPlain, foreign };
}

/** A report of next year would stay for ever and look like the newest. */
function timeProblem({ day, end }: TlsReport, { keepDays, now }: Admission): string | null {
  const time = Date.parse(end);
  if (time > now.getTime() + 2 * DAY_MS) return `is of ${day}, which is not over yet`;
  return time < now.getTime() - keepDays * DAY_MS ? `is of ${day}, longer ago than keep_days = ${keepDays}` : null;
}

function noted(report: TlsReport, headers: Headers | null, isTyped: boolean): Tolerated[] {
  const found: Tolerated[] = isTyped ? [] : ['media-type'];
  return headers !== null && doHeadersDiffer(report, headers) ? [...found, 'headers-differ'] : found;
}

/** RFC 8460 5.6: the report's own values win over those of the mail. */
function doHeadersDiffer({ policies, contact }: TlsReport, { fields }: Headers): boolean {
  const domain = fields.get('tls-report-domain')?.[0]?.toLowerCase().replace(/\.$/, '');
  const submitter = fields.get('tls-report-submitter')?.[0]?.toLowerCase().replace(/\.$/, '');
  const isOther = domain !== undefined && !policies.some((policy) => policy.domain === domain);
  return isOther || (submitter !== undefined && contact !== null && domainOf(contact) !== submitter);
}

/** Domains that may vouch for a report: that of its contact-info; without one, those of the mail (RFC 8460 5.3). */
export function reportersOf({ contact }: TlsReport, { fields }: Headers): string[] {
  const fromContact = contact === null ? null : domainOf(contact);
  if (fromContact !== null) return [fromContact];
  const from = domainOf(/<([^<>]*)>\s*$/.exec(fields.get('from')?.[0] ?? '')?.[1] ?? fields.get('from')?.[0] ?? '');
  return [fields.get('tls-report-submitter')?.[0]?.toLowerCase() ?? null, from].filter((each) => each !== null);
}

function domainOf(contact: string): string | null {
  return /@([a-z0-9.-]+)[\s>]*$/i.exec(contact)?.[1]?.toLowerCase() ?? null;
}

export function reject(name: string, reason: RejectReason, problem: string): Rejected {
  return { name, reason, problem };
}

/** RFC 8460 3: of mails; a file is the admin's word. */
export function isTrustedEnough(trust: Trust, isMail: boolean, { requireDkim }: Admission): boolean {
  return !requireDkim || !isMail || trust.result === 'verified';
}
