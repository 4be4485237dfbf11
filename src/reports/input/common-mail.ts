// The shape that nearly every report mail has, read without a MIME library: one flat multipart, or the report alone.
import { Parameterized, readHeaders, type Headers } from './mail-headers.ts';
import { mayBeReport, reportPartOf, type Mail, type ReportPart } from './report-part.ts';

/** Null for any other shape: the library's to read. */
export function readCommonMail(bytes: Buffer): Mail | null {
  const headers = readHeaders(bytes);
  const types = headers?.fields.get('content-type');
  if (headers === null || types === undefined || types.length !== 1) return null;
  const type = new Parameterized(types[0]);
  if (!type.value.startsWith('multipart/')) return oneOf(headers, partOf(bytes, headers, bytes.length));
  const boundary = type.parameters().get('boundary') ?? '';
  // RFC 2046 5.1.1: 1 to 70 characters.
  return boundary === '' || boundary.length > 70 ? null : partsBetween(bytes, headers, boundary);
}

type Part = ReportPart | 'other' | 'unusual';

function oneOf(headers: Headers, part: Part): Mail | null {
  return typeof part === 'string' ? null : { headers, parts: [part] };
}

const MAX_PARTS = 20;

function partsBetween(bytes: Buffer, headers: Headers, boundary: string): Mail | null {
  const delimiter = Buffer.from(`\n--${boundary}`, 'latin1');
  const parts: ReportPart[] = [];
  let from = bytes.indexOf(delimiter, headers.bodyAt - 1);
  for (let count = 0; from >= 0 && count < MAX_PARTS; count += 1) {
    const after = from + delimiter.length;
    if (isEnd(bytes, after)) return parts.length === 0 ? null : { headers, parts };
    const start = lineAfter(bytes, after);
    const to = bytes.indexOf(delimiter, after);
    if (start === null || to < 0) return null;
    const part = partWithin(bytes, start, to);
    if (part === 'unusual') return null;
    if (part !== 'other') parts.push(part);
    from = to;
  }
  return null;
}

/** The last line of a mail may lack its newline. */
function isEnd(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x2d && bytes[at + 1] === 0x2d && (at + 2 === bytes.length || lineAfter(bytes, at + 2) !== null);
}

/** The next line, when nothing but blanks stands behind the boundary; else it is another, longer one. */
function lineAfter(bytes: Buffer, at: number): number | null {
  let next = at;
  while (bytes[next] === 0x20 || bytes[next] === 0x09) next += 1;
  if (bytes[next] === 0x0d) next += 1;
  return bytes[next] === 0x0a ? next + 1 : null;
}

function partWithin(bytes: Buffer, start: number, to: number): Part {
  const headers = readHeaders(bytes, start, to);
  return headers === null ? 'unusual' : partOf(bytes, headers, to);
}

const PLAIN = new Set(['', '7bit', '8bit', 'binary']);

function partOf(bytes: Buffer, { fields, bodyAt }: Headers, to: number): Part {
  const type = new Parameterized(fields.get('content-type')?.[0]);
  if (/^(?:multipart|message)\//.test(type.value)) return 'unusual';
  if (!mayBeReport(type.value, '')) {
    const disposition = new Parameterized(fields.get('content-disposition')?.[0]);
    if (!type.mayHaveName() && !disposition.mayHaveName()) return 'other';
    const name = nameOf(type.parameters(), disposition.parameters());
    if (name === null) return 'unusual';
    if (!mayBeReport(type.value, name)) return 'other';
  }
  const encoding = (fields.get('content-transfer-encoding')?.[0] ?? '').toLowerCase();
  if (encoding === 'base64') return reportPartOf(type.value, Buffer.from(bytes.toString('latin1', bodyAt, to), 'base64')) ?? 'unusual';
  return PLAIN.has(encoding) ? (reportPartOf(type.value, bytes.subarray(bodyAt, to)) ?? 'unusual') : 'unusual';
}

/** Null where RFC 2231 splits or encodes it. */
function nameOf(type: ReadonlyMap<string, string>, disposition: ReadonlyMap<string, string>): string | null {
  for (const parameters of [type, disposition]) for (const key of parameters.keys()) if (key.includes('*')) return null;
  return disposition.get('filename') ?? type.get('name') ?? '';
}
