// The header of a mail or part (RFC 5322 2.2): the fields that tell something of a report, by lower-case name, unfolded.

/** Of a header; RFC 5322 sets no limit, mail servers stop far below. */
const MAX_HEADER = 256 * 1024;
const LF = 0x0a;

/** Of the thirty that a mail has on its way no more are kept. */
const WANTED: ReadonlySet<string> = new Set(['content-disposition', 'content-transfer-encoding', 'content-type', 'dkim-signature', 'from', 'tls-report-domain', 'tls-report-submitter']);

export interface Headers {
  /** Those of WANTED. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Where the body begins. */
  readonly bodyAt: number;
}

/** Null when there is no header. */
export function readHeaders(bytes: Buffer, from = 0, to = bytes.length): Headers | null {
  const bodyAt = bodyOf(bytes, from, to);
  if (bodyAt === null || bodyAt - from > MAX_HEADER) return null;
  const fields = fieldsOf(bytes.toString('latin1', from, bodyAt));
  return fields === null ? null : { fields, bodyAt };
}

const FOLD = /\r?\n[ \t]+/g;

/** Null when a line is no field, and when there is none. */
function fieldsOf(text: string): Map<string, string[]> | null {
  const fields = new Map<string, string[]>();
  let isAny = false;
  for (let at = 0; at < text.length; ) {
    const end = endOfField(text, at);
    const colon = text.indexOf(':', at);
    if (colon >= 0 && colon < end && isName(text, at, colon)) {
      isAny = true;
      const name = text.slice(at, colon).trimEnd().toLowerCase();
      if (WANTED.has(name)) add(fields, name, valueOf(text.slice(colon + 1, end)));
    } else if (text.slice(at, end).trim() !== '') return null;
    at = end + 1;
  }
  return isAny ? fields : null;
}

/** The newline that no blank follows. */
function endOfField(text: string, from: number): number {
  let end = text.indexOf('\n', from);
  while (end >= 0 && isBlank(text.charCodeAt(end + 1))) end = text.indexOf('\n', end + 1);
  return end < 0 ? text.length : end;
}

function valueOf(written: string): string {
  return (written.includes('\n') ? written.replace(FOLD, ' ') : written).trim();
}

/** RFC 5322 3.6.8: printable but for the colon; 4.5 lets blanks follow. */
function isName(text: string, from: number, colon: number): boolean {
  let end = colon;
  while (end > from && isBlank(text.charCodeAt(end - 1))) end -= 1;
  for (let at = from; at < end; at += 1) if (text.charCodeAt(at) <= 0x20 || text.charCodeAt(at) > 0x7e) return false;
  return end > from;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function add(fields: Map<string, string[]>, name: string, value: string): void {
  const values = fields.get(name);
  if (values === undefined) fields.set(name, [value]);
  else values.push(value);
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

const PARAMETER = /;\s*([!#$%&'*+.0-9A-Z^_`a-z{|}~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;
const MAX_PARAMETERIZED = 4096;
const NONE: ReadonlyMap<string, string> = new Map();

/** Content-Type and Content-Disposition (RFC 2045 5.1). */
export class Parameterized {
  /** Lower case: "multipart/report". */
  readonly value: string;
  readonly #text: string;

  constructor(text = '') {
    this.#text = text.slice(0, MAX_PARAMETERIZED);
    this.value = (/^\s*([^\s;]+)/.exec(this.#text)?.[1] ?? '').toLowerCase();
  }

  /** False where no parameter is a name or filename, however it is written. */
  mayHaveName(): boolean {
    return /name/i.test(this.#text);
  }

  /** Read when asked for: of most parts the value tells enough. */
  parameters(): ReadonlyMap<string, string> {
    if (!this.#text.includes(';')) return NONE;
    const parameters = new Map<string, string>();
    // matchAll() makes a copy of the expression each time, and takes twice as long.
    PARAMETER.lastIndex = 0;
    for (let found = PARAMETER.exec(this.#text); found !== null; found = PARAMETER.exec(this.#text)) {
      const [, name = '', quoted, plain] = found;
      const key = name.toLowerCase();
      if (!parameters.has(key)) parameters.set(key, unquoted(quoted) ?? plain ?? '');
    }
    return parameters;
  }
}

function unquoted(text: string | undefined): string | undefined {
  return text?.includes('\\') === true ? text.replace(/\\(.)/g, '$1') : text;
}
