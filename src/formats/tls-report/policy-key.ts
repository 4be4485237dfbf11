// What makes a report of a policy the same report again (RFC 8460 5.5: senders try again, so duplicates come).
import { hash } from 'node:crypto';
import type { ReportedPolicy, TlsReport, Trust } from '../../model/tls-report.ts';

/** 64 bits, of which the lowest is left for the trust of the one stored. */
export interface PolicyKey {
  readonly high: number;
  readonly low: number;
}

/**
 * Organization, report-id, range and the policy as it was found: nothing a sender may count otherwise the second time. `signer` is
 * the domain that proved the report: whoever takes another's name and report-id has a key of his own.
 */
export function policyKey({ organization, reportId, start, end }: TlsReport, { type, domain, strings, mx }: ReportedPolicy, signer: string | null = null): PolicyKey {
  // None of them holds a newline: the reader lets no control character in.
  const text = `${signer === null ? '' : `${signer}\n\n`}${organization}\n${reportId}\n${start}\n${end}\n${type}\n${domain}\n\n${strings.join('\n')}\n\n${mx.join('\n')}`;
  const digest = hash('sha256', text, 'binary');
  return { high: wordAt(digest, 0), low: (wordAt(digest, 4) & 0xffff_fffe) >>> 0 };
}

/** Four bytes, most significant first. */
function wordAt(bytes: string, at: number): number {
  return ((bytes.charCodeAt(at) << 24) | (bytes.charCodeAt(at + 1) << 16) | (bytes.charCodeAt(at + 2) << 8) | bytes.charCodeAt(at + 3)) >>> 0;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexOf(word: number): string {
  return `${HEX[word >>> 24]}${HEX[(word >>> 16) & 0xff]}${HEX[(word >>> 8) & 0xff]}${HEX[word & 0xff]}`;
}

/** Sixteen hexadecimal digits. */
export function formatKey({ high, low }: PolicyKey): string {
  return hexOf(high) + hexOf(low);
}

/** Null for what nothing proves. */
export function signerOf({ result, domain }: Trust): string | null {
  return result === 'verified' ? domain : null;
}
