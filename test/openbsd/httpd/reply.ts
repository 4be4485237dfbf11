// The bytes of an answer, headers in the order httpd(8) sends them.
import type { LogOptions, Serving } from '../../../src/model/httpd-conf.ts';
import { errorPage, SERVER_SOFTWARE } from './error-page.ts';
import type { Exchange } from './exchange.ts';
import { formatHttpDate } from './http-date.ts';
import type { Host, Site } from './sites.ts';
import { statusName } from './status-names.ts';

export interface Reply {
  readonly status: number;
  readonly bytes: Buffer;
  readonly bodyLength: number;
  /** The connection ends after it. */
  readonly isLast: boolean;
  /** Under which name it is logged, and how. */
  readonly name: string;
  readonly log: LogOptions;
}

export type Header = readonly [name: string, value: string];

/** Whose errdocs and hsts count, and whether a body may be sent. */
export interface ErrorContext {
  readonly site: Site;
  readonly host: Host;
  readonly serving: Pick<Serving, 'errdocs' | 'log'>;
  readonly method: string | null;
  readonly chroot: string;
}

/** Errors and redirects are HTTP/1.0 and end the connection (FACTS 3). */
export function errorReply(context: ErrorContext, status: number, extra: readonly Header[] = []): Reply {
  const { errdocs } = context.serving;
  const page = errorPage(status, errdocs === null ? null : context.chroot + errdocs);
  const hasBody = status >= 200 && status !== 204;
  const headers: Header[] = [
    ['Date', formatHttpDate(new Date())],
    ['Server', SERVER_SOFTWARE],
    ['Connection', 'close'],
    ['Content-Type', 'text/html'],
    ...(hasBody ? [['Content-Length', String(page.length)] as const] : []),
    ...extra,
    ...hstsOf(context.site, context.host),
  ];
  const body = hasBody && context.method !== 'HEAD' ? page : Buffer.alloc(0);
  const bytes = Buffer.concat([head('HTTP/1.0', status, headers), body]);
  return { status, bytes, bodyLength: body.length, isLast: true, name: context.host.name.name, log: context.serving.log };
}

export interface Content {
  readonly status: number;
  readonly type: string;
  readonly modified: Date;
  /** Null: no body and no length (304). */
  readonly body: Buffer | null;
  readonly extra?: readonly Header[];
}

/** A file or a listing: the headers are kept sorted by name. */
export function contentReply({ request, site, host, chosen, isLast }: Exchange, content: Content): Reply {
  const { status, type, modified, body, extra = [] } = content;
  const headers: Header[] = [
    ['Server', SERVER_SOFTWARE],
    ['Connection', isLast ? 'close' : 'keep-alive'],
    ['Content-Type', type],
    ...(body === null ? [] : [['Content-Length', String(body.length)] as const]),
    ['Last-Modified', formatHttpDate(modified)],
    ['Date', formatHttpDate(new Date())],
    ...extra,
    ...hstsOf(site, host),
  ];
  const sorted = headers.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const sent = body === null || request.method === 'HEAD' ? Buffer.alloc(0) : body;
  const bytes = Buffer.concat([head(request.version, status, sorted), sent]);
  return { status, bytes, bodyLength: sent.length, isLast, name: host.name.name, log: chosen.serving.log };
}

function head(version: string, status: number, headers: readonly Header[]): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${version} ${String(status).padStart(3, '0')} ${statusName(status)}\r\n${lines.join('')}\r\n`, 'latin1');
}

function hstsOf({ tls }: Site, { server: { hsts } }: Host): Header[] {
  if (!tls || hsts === null) return [];
  const value = `max-age=${hsts.maxAge}${hsts.subdomains ? '; includeSubDomains' : ''}${hsts.preload ? '; preload' : ''}`;
  return [['Strict-Transport-Security', value]];
}
