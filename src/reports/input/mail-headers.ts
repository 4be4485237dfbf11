// The header of a mail or part (RFC 5322 2.2): fields by lower-case name, unfolded.

/** Of a header; RFC 5322 sets no limit, mail servers stop far below. */
const MAX_HEADER = 256 * 1024;
const LF = 0x0a;

export interface Headers {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Where the body begins. */
  readonly bodyAt: number;
}

/** Null when there is no header. */
export function readHeaders(bytes: Buffer, from = 0, to = bytes.length): Headers | null {
  const bodyAt = bodyOf(bytes, from, to);
  if (bodyAt === null || bodyAt - from > MAX_HEADER) return null;
  const fields = new Map<string, string[]>();
  for (const line of bytes.toString('latin1', from, bodyAt).replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (line === '') continue;
    if (colon < 1 || !/^[!-9;-~]+[ \t]*$/.test(line.slice(0, colon))) return null;
    const name = line.slice(0, colon).trimEnd().toLowerCase();
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [line.slice(colon + 1).trim()]);
    else values.push(line.slice(colon + 1).trim());
  }
  return fields.size === 0 ? null : { fields, bodyAt };
}

/** Behind the first empty line; a part may begin with one, and then has no fields. */
function bodyOf(bytes: Buffer, from: number, to: number): number | null {
  for (let at = from; at < to; ) {
    const end = bytes.indexOf(LF, at);
    if (end < 0 || end >= to) return null;
    if (end === at || (end === at + 1 && bytes[at] === 0x0d)) return end + 1;
    at = end + 1;
  }
  return null;
}

export interface Parameterized {
  /** Lower case: "multipart/report". */
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /;\s*([!#$%&'*+.0-9A-Z^_`a-z{|}~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;

/** Content-Type and Content-Disposition (RFC 2045 5.1). */
export function parameterized(text: string | undefined): Parameterized {
  const written = text?.slice(0, 4096) ?? '';
  const value = (/^\s*([^\s;]+)/.exec(written)?.[1] ?? '').toLowerCase();
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, plain] of written.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  return { value, parameters };
}
