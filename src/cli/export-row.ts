// A reported policy as one flat row, by names that SQL likes: what databases are loaded with.
import { formatKey, policyKey, signerOf } from '../formats/tls-report/policy-key.ts';
import type { ReportedPolicy, StoredReport } from '../model/tls-report.ts';

type Cell = string | number | null | readonly unknown[];

export type ExportRow = Readonly<Record<(typeof EXPORT_COLUMNS)[number], Cell>>;

export const EXPORT_COLUMNS = ['key', 'id', 'day', 'organization', 'report_id', 'contact', 'range_start', 'range_end', 'received', 'trust', 'dkim_domain', 'domain', 'policy_type', 'successful', 'failed', 'mx', 'policy', 'details'] as const;

/** `key` is the same whenever the report is exported again. */
export function exportRow(report: StoredReport, policy: ReportedPolicy): ExportRow {
  const { id, day, organization, reportId, contact, start, end, received, trust } = report;
  const { type, domain, successful, failed, mx, strings, details } = policy;
  return { key: formatKey(policyKey(report, policy, signerOf(trust))), id, day, organization, report_id: reportId, contact, range_start: start, range_end: end, received, trust: trust.result, dkim_domain: trust.domain, domain, policy_type: type, successful, failed, mx, policy: strings, details };
}

/** RFC 4180 for a loader, not for a spreadsheet: values are as they are, lists are JSON, and an empty field is null. */
export function exportCsv(row: ExportRow): string {
  return EXPORT_COLUMNS.map((column) => csvCell(row[column])).join(',');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  return `"${(typeof cell === 'string' ? cell : JSON.stringify(cell)).replaceAll('"', '""')}"`;
}
