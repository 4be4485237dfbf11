// A line of /var/db/stsctl/reports/YYYY-MM.ndjson: one report, one JSON object, short names for jq.
import type { FailureDetail, ReportedPolicy, StoredReport, TlsReport, Tolerated, Trust, TrustResult } from '../../model/tls-report.ts';
import { plainPolicies } from './plain-policies.ts';

/** Without its newline. `formatStored` and `parseStored` are inverses. */
export function formatStored(report: StoredReport): string {
  return withoutEnd(report, report.policies, report) + endOfLine(report);
}

/** All that is known before the store is looked at; `isPlain` as in ParsedTlsReport. */
export function withoutEnd(report: TlsReport, policies: readonly ReportedPolicy[], { id, received, trust }: LineBeginning, isPlain = false): string {
  const { day, organization, reportId, contact, start, end, tolerated } = report;
  const { result, domain, selector, service, why } = trust;
  const beginning = JSON.stringify({ id, day, organization, reportId, contact, start, end, received, trust: result, dkim: { domain, selector, service, why } });
  return `${beginning.slice(0, -1)},"policies":${isPlain ? plainPolicies(policies) : JSON.stringify(policies)},"tolerated":${JSON.stringify(tolerated)}`;
}

export type LineBeginning = Pick<StoredReport, 'id' | 'received' | 'trust'>;

/** What the store adds. */
export type LineEnd = Pick<StoredReport, 'replaces' | 'raw'>;

/** ASCII. */
export function endOfLine({ replaces, raw }: LineEnd): string {
  return `${replaces.length > 0 ? `,"replaces":${JSON.stringify(replaces)}` : ''},"raw":[${raw[0]},${raw[1]}]}`;
}

interface Line {
  readonly id: string;
  readonly day: string;
  readonly organization: string;
  readonly reportId: string;
  readonly contact: string | null;
  readonly start: string;
  readonly end: string;
  readonly received: string;
  readonly trust: TrustResult;
  readonly dkim: Omit<Trust, 'result' | 'isTemporary'>;
  readonly policies: readonly ReportedPolicy[];
  readonly tolerated: readonly Tolerated[];
  readonly replaces?: readonly string[];
  readonly raw: readonly [number, number];
}

/** Null for what is no such line: the file is the admin's to edit, and a disk's to damage. */
export function parseStored(text: string): StoredReport | null {
  const line = jsonOf(text);
  if (line === null) return null;
  const { trust, dkim, replaces, policies, ...rest } = line;
  return {
    ...rest,
    trust: { result: trust, domain: dkim.domain, selector: dkim.selector, service: dkim.service, why: dkim.why, isTemporary: false },
    replaces: replaces ?? [],
    policies: policies.map((policy) => ({ ...policy, details: policy.details.map((detail) => ({ ...NO_DETAIL, ...detail })) })),
  };
}

const NO_DETAIL: FailureDetail = { type: 'unspecified', sessions: 0, sendingIp: undefined, mx: undefined, helo: undefined, receivingIp: undefined, information: undefined, reason: undefined };

function jsonOf(text: string): Line | null {
  try {
    const value = JSON.parse(text) as unknown;
    return isLine(value) ? value : null;
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  const { id, day, organization, reportId, contact, start, end, received, trust, dkim, policies, raw, tolerated, replaces } = value as Partial<Record<keyof Line, unknown>>;
  if (![id, day, organization, reportId, start, end, received, trust].every(isText) || (contact !== null && !isText(contact))) return false;
  if (!isDkim(dkim) || !isPlace(raw) || !isTexts(tolerated) || (replaces !== undefined && !isTexts(replaces))) return false;
  return Array.isArray(policies) && policies.every(isPolicy);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isDkim(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { domain, selector, service, why } = value as Partial<Record<keyof Line['dkim'], unknown>>;
  return [domain, selector, service, why].every((each) => each === null || isText(each));
}

/** Offset and length. */
function isPlace(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((each) => Number.isSafeInteger(each) && (each as number) >= 0);
}

function isPolicy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { type, domain, successful, failed, details, mx, strings } = value as Partial<Record<keyof ReportedPolicy, unknown>>;
  if (typeof type !== 'string' || typeof domain !== 'string' || typeof successful !== 'number' || typeof failed !== 'number') return false;
  return isTexts(mx) && isTexts(strings) && Array.isArray(details) && details.every((each) => typeof each === 'object' && each !== null);
}
