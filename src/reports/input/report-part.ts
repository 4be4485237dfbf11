// Which part of a mail is the report: by media type (RFC 8460 5.3), else by name, and always by what it holds.
import type { Headers } from './mail-headers.ts';
import { isGzip } from './unpack.ts';

export interface ReportPart {
  readonly content: Buffer;
  /** False when the media type is another than RFC 8460 5.3 has for such content. */
  readonly isTyped: boolean;
}

export interface Mail {
  readonly headers: Headers;
  readonly parts: readonly ReportPart[];
}

const GZIP = 'application/tlsrpt+gzip';
const JSON_TYPE = 'application/tlsrpt+json';
const REPORT_TYPES: ReadonlySet<string> = new Set([GZIP, JSON_TYPE]);
/** What senders, gateways and exports make of it. */
const LIKELY_TYPES: ReadonlySet<string> = new Set(['application/gzip', 'application/x-gzip', 'application/gzip-compressed', 'application/x-gunzip', 'application/json', 'application/octet-stream']);
const LIKELY_NAME = /\.(?:json|json\.gz|gz|gzip)$/i;

export function mayBeReport(mediaType: string, name: string): boolean {
  return REPORT_TYPES.has(mediaType) || LIKELY_TYPES.has(mediaType) || LIKELY_NAME.test(name);
}

/** The content decides: null for what is neither gzip nor a JSON object. */
export function reportPartOf(mediaType: string, content: Buffer): ReportPart | null {
  if (isGzip(content)) return { content, isTyped: mediaType === GZIP };
  return beginsAsJson(content) ? { content, isTyped: mediaType === JSON_TYPE } : null;
}

const BLANK: ReadonlySet<number | undefined> = new Set([0x20, 0x09, 0x0a, 0x0d]);

export function beginsAsJson(content: Buffer): boolean {
  const hasMark = content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
  let at = hasMark ? 3 : 0;
  while (BLANK.has(content[at]) && at < 1024) at += 1;
  return content[at] === 0x7b;
}
