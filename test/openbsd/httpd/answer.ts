// From a request to its answer: server, location, rewrite, block, password, file, in httpd's order.
import { chooseHost, splitHost } from './choose-host.ts';
import { chooseLocation } from './choose-location.ts';
import type { Ends, Exchange, Loaded } from './exchange.ts';
import { expandVariables } from './expand-variables.ts';
import { errorReply, type Header, type Reply } from './reply.ts';
import type { Refusal, Request } from './request.ts';
import { cleanPath, decodePath } from './request-path.ts';
import { refuse, serveFile } from './serve-file.ts';
import type { Host, Site } from './sites.ts';

/** Block drop: the connection ends without a reply. */
export type Answer = Reply | 'drop';

/** `count` requests have come over this connection, this one included. */
export function answer(read: Request | Refusal, site: Site, ends: Ends, loaded: Loaded, count: number): Answer {
  const [first] = site.hosts;
  if (first === undefined) return 'drop';
  const fail = (status: number): Reply =>
    errorReply({ site, host: first, serving: first.server, method: read.method, chroot: loaded.chroot }, status);
  if ('refused' in read) return fail(read.refused);
  const exchange = begin(read, { site, first, ends, loaded, count });
  return exchange === null ? fail(400) : choose(exchange);
}

interface Beginning {
  readonly site: Site;
  readonly first: Host;
  readonly ends: Ends;
  readonly loaded: Loaded;
  readonly count: number;
}

/** Null: a request httpd answers with 400. */
function begin(request: Request, { site, first, ends, loaded, count }: Beginning): Exchange | null {
  const decoded = decodePath(request.target);
  const path = decoded === null ? null : cleanPath(decoded);
  const sent = request.headers.get('host') ?? null;
  const asked = sent === null ? null : splitHost(sent);
  if (path === null || (sent === null && request.version === 'HTTP/1.1') || (sent !== null && asked === null)) return null;
  const host = (asked === null ? null : chooseHost(site, asked.name, asked.port, ends.realPort)) ?? first;
  return {
    ...loaded, site, ends, request, host, path,
    // FACTS 3: whatever the client sent; without a Host header the address it came to.
    httpHost: sent ?? addressAsHost(ends.address, site.port),
    alias: null,
    chosen: { serving: host.server, captures: [] },
    isLast: !staysOpen(request) || count >= host.server.connection.maxRequests,
  };
}

function addressAsHost(address: string, port: number): string {
  if (port === 80) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function staysOpen({ version, headers }: Request): boolean {
  const connection = headers.get('connection')?.toLowerCase();
  return version === 'HTTP/1.1' ? connection !== 'close' : connection === 'keep-alive';
}

function choose(exchange: Exchange): Answer {
  const { host, chosen, path, chroot } = exchange;
  const location = chooseLocation(host.server, chosen, path, chroot);
  if (location === null) return refuse(exchange, 500);
  const located = { ...exchange, chosen: location };
  return location.serving.rewrite === null ? act(located) : rewrite(located, location.serving.rewrite);
}

/** Once only: the location found for the new path may not rewrite again. */
function rewrite(exchange: Exchange, target: string): Answer {
  const expanded = expandVariables(target, exchange);
  const [path = '', ...query] = expanded?.split('?') ?? [];
  const alias = cleanPath(path);
  if (expanded === null || alias === null) return refuse(exchange, 400);
  const chosen = chooseLocation(exchange.host.server, exchange.chosen, alias, exchange.chroot);
  if (chosen === null) return refuse(exchange, 500);
  const request = query.length === 0 ? exchange.request : { ...exchange.request, query: query.join('?') };
  return act({ ...exchange, alias, chosen, request });
}

function act(exchange: Exchange): Answer {
  const { host, chosen: { serving }, request } = exchange;
  if (request.contentLength > host.server.connection.maxRequestBody && hasBody(request)) return refuse(exchange, 413);
  if (serving.filter?.kind === 'block') return block(exchange, serving.filter);
  // A password is never right here, as nothing checks bcrypt: with or without one the answer is 401.
  if (serving.authenticate !== null) return refuse(exchange, 401, [['WWW-Authenticate', `Basic realm="${serving.authenticate.realm}"`]]);
  return serveFile(exchange);
}

const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'COPY', 'MOVE']);

function hasBody({ method }: Request): boolean {
  return !WITHOUT_BODY.has(method);
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function block(exchange: Exchange, { drop, code, uri }: { drop: boolean; code: number; uri: string | null }): Answer {
  if (drop || code === 0) return 'drop';
  if (uri === null || !REDIRECTS.has(code)) return refuse(exchange, code);
  const location = expandVariables(uri, exchange);
  if (location === null) return 'drop';
  const extra: Header[] = [['Location', location]];
  return refuse(exchange, code, extra);
}
