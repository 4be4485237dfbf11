// What makes a report of a policy the same report again (RFC 8460 5.5: senders try again, so duplicates come).
import { hash } from 'node:crypto';
import type { ReportedPolicy, TlsReport } from '../../model/tls-report.ts';

/** 64 bits, of which the lowest is left for the trust of the one stored. */
export interface PolicyKey {
  readonly high: number;
  readonly low: number;
}

/** Organization, report-id, range and the policy as it was found: nothing a sender may count otherwise the second time. */
export function policyKey({ organization, reportId, start, end }: TlsReport, { type, domain, strings, mx }: ReportedPolicy): PolicyKey {
  // None of them holds a newline: the reader lets no control character in.
  const text = `${organization}\n${reportId}\n${start}\n${end}\n${type}\n${domain}\n\n${strings.join('\n')}\n\n${mx.join('\n')}`;
  const digest = hash('sha256', text, 'hex');
  return { high: Number.parseInt(digest.slice(0, 8), 16), low: (Number.parseInt(digest.slice(8, 16), 16) & 0xffff_fffe) >>> 0 };
}

/** Sixteen hexadecimal digits. */
export function formatKey({ high, low }: PolicyKey): string {
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** Of a line: its first key, odd when it is verified, so that the verified copy of a report has an id of its own. */
export function idOf({ high, low }: PolicyKey, isVerified: boolean): string {
  return formatKey({ high, low: isVerified ? low + 1 : low });
}
