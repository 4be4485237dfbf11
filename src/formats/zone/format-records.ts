// Resource records as lines of a zone file for nsd(8) and BIND (RFC 1035 5).
import type { DnsRecord } from '../../model/desired.ts';

/** One character-string of a TXT record (RFC 1035 3.3.14). */
const MAX_STRING_BYTES = 255;

/** Absolute names, columns aligned, one record a line. */
export function formatRecords(records: readonly DnsRecord[]): string {
  const names = records.map(({ name }) => `${name}.`);
  const width = names.reduce((widest, name) => Math.max(widest, name.length), 0);
  return records.map((record, index) => `${(names[index] ?? '').padEnd(width)}  IN  ${record.type.padEnd(4)}  ${valueOf(record)}\n`).join('');
}

function valueOf({ type, value }: DnsRecord): string {
  return type === 'TXT' ? formatTxt(value) : value;
}

/** Quoted, in strings of at most 255 bytes; readers join them without blanks (RFC 8461 3.1). */
export function formatTxt(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const strings: string[] = [];
  for (let at = 0; at < bytes.length; at += MAX_STRING_BYTES) strings.push(`"${escaped(bytes.subarray(at, at + MAX_STRING_BYTES))}"`);
  return strings.length > 0 ? strings.join(' ') : '""';
}

/** RFC 1035 5.1: a backslash before a quote or backslash, \DDD for what is not printable. */
function escaped(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte < 0x20 || byte > 0x7e ? `\\${String(byte).padStart(3, '0')}` : String.fromCharCode(byte).replace(/["\\]/, '\\$&'))).join('');
}
