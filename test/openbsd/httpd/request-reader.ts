// Reads requests from the bytes of a connection as strictly, and as loosely, as httpd(8) does.
import { METHODS, type Refusal, type Request } from './request.ts';

const LONGEST_HEADER = 8192;

interface Unfinished {
  method: string;
  target: string;
  query: string | null;
  version: Request['version'];
  readonly headers: Map<string, string>;
  lastHeader: string | null;
  contentLength: number;
}

class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`refused: ${status}`);
    this.status = status;
  }
}

export class RequestReader {
  #bytes = '';
  #length = 0;
  #request: Unfinished | null = null;

  push(chunk: Buffer): void {
    this.#bytes += chunk.toString('latin1');
  }

  /** Null: not all of it is there yet. After a refusal nothing more is to be read. */
  next(): Request | Refusal | null {
    try {
      return this.#read();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return { refused: error.status, method: this.#request?.method ?? null };
    }
  }

  #read(): Request | null {
    const size = this.#bytes.length;
    if (size === 0) return null;
    // FACTS 3: a TLS hello or an empty line first is no request.
    if (this.#request === null && !/^[A-Za-z]/.test(this.#bytes)) throw new Refused(400);
    for (;;) {
      const line = this.#line();
      if (line === null) {
        if (size > LONGEST_HEADER) throw new Refused(413);
        return null;
      }
      if (line === '') return this.#finish();
      this.#length += line.length;
      if (this.#length > LONGEST_HEADER) throw new Refused(413);
      if (this.#request === null) this.#requestLine(line);
      else readHeader(this.#request, line);
    }
  }

  /** Only CR LF ends a line: with bare LF httpd waits on (FACTS 3). */
  #line(): string | null {
    const end = this.#bytes.indexOf('\r\n');
    if (end < 0) return null;
    const line = this.#bytes.slice(0, end);
    this.#bytes = this.#bytes.slice(end + 2);
    return line;
  }

  #requestLine(line: string): void {
    const [method = '', rest] = splitAt(line, ' ');
    if (rest === null || !METHODS.has(method)) throw new Refused(400);
    this.#request = { method, target: '', query: null, version: 'HTTP/1.1', headers: new Map(), lastHeader: null, contentLength: 0 };
    const [target, version] = splitAt(rest, ' ');
    if (version === null) throw new Refused(400);
    this.#request.version = knownVersion(version);
    [this.#request.target, this.#request.query] = splitAt(target, '?');
  }

  #finish(): Request {
    const request = this.#request;
    if (request === null) throw new Refused(406);
    if (request.method === 'TRACE') throw new Refused(405);
    this.#request = null;
    this.#length = 0;
    return request;
  }
}

function splitAt(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** Any 1.x above 1.0 counts as 1.1. */
function knownVersion(text: string): Request['version'] {
  const numbers = /^HTTP\/([0-9])\.([0-9])$/.exec(text);
  if (numbers === null) throw new Refused(400);
  const [, major, minor] = numbers;
  if (major === '0' && minor === '9') return 'HTTP/0.9';
  if (major !== '1') throw new Refused(505);
  return minor === '0' ? 'HTTP/1.0' : 'HTTP/1.1';
}

function readHeader(request: Unfinished, line: string): void {
  if (/^[ \t]/.test(line)) return extendHeader(request, line);
  const [name, rest] = splitAt(line, ':');
  if (rest === null) throw new Refused(400);
  const key = name.toLowerCase();
  const value = rest.replace(/^[ \t\r\n]+/, '');
  if (key === 'content-length') request.contentLength = contentLength(request.method, value);
  if (!request.headers.has(key)) request.headers.set(key, value);
  request.lastHeader = key;
}

function extendHeader({ headers, lastHeader }: Unfinished, line: string): void {
  if (lastHeader === null) throw new Refused(500);
  headers.set(lastHeader, (headers.get(lastHeader) ?? '') + line);
}

function contentLength(method: string, value: string): number {
  if (method === 'CONNECT' || method === 'TRACE') throw new Refused(400);
  if (!/^[+-]?[0-9]+$/.test(value) || Number(value) < 0) throw new Refused(500);
  return Number(value);
}
