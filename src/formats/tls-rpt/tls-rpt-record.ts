// The TXT record at _smtp._tls.DOMAIN (RFC 8460 3).
import { recordFields, splitTrimmed } from '../mta-sts/record-fields.ts';

export interface ParsedTlsRptRecord {
  /** Null when there is a problem. */
  readonly uris: readonly string[] | null;
  readonly problem: string | null;
}

export function formatTlsRptRecord(uris: readonly string[]): string {
  return `v=TLSRPTv1; rua=${uris.join(',')}`;
}

const EXTENSION = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[\x21-\x3A\x3C\x3E-\x7E]+$/;
// RFC 3986 2: the characters of a URI; "!", "," and ";" are percent-encoded (RFC 8460 3).
const REPORT_URI = /^(?:mailto|https):[A-Za-z0-9\-._~:/?#[\]@$&'()*+=%]+$/i;

export function parseTlsRptRecord(text: string): ParsedTlsRptRecord {
  const [version, ...fields] = recordFields(text);
  if (version !== 'v=TLSRPTv1') return refused('does not begin with v=TLSRPTv1;');
  const odd = fields.find((field) => !field.startsWith('rua=') && !EXTENSION.test(field));
  if (odd !== undefined) return refused(odd === '' ? 'holds an empty field' : `holds "${odd}", which is not of the form name=value`);
  return urisOf(fields.filter((field) => field.startsWith('rua=')).map((field) => field.slice('rua='.length)));
}

function urisOf(ruas: readonly string[]): ParsedTlsRptRecord {
  const [rua, ...others] = ruas;
  if (rua === undefined) return refused('has no rua');
  if (others.length > 0) return refused('has more than one rua');
  const uris = splitTrimmed(rua, ',');
  const odd = uris.find((uri) => !REPORT_URI.test(uri));
  return odd === undefined ? { uris, problem: null } : refused(`has the rua "${odd}"; each is a mailto: or https: URI`);
}

function refused(problem: string): ParsedTlsRptRecord {
  return { uris: null, problem };
}
