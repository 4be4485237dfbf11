// Answers a request with a file of the chroot, the index of a folder, or the error that stands in the way.
import { randomBytes } from 'node:crypto';
import { readFileSync, type Stats } from 'node:fs';
import { autoIndex } from './auto-index.ts';
import { byteRanges, contentRange, multipart } from './byte-ranges.ts';
import { chooseLocation } from './choose-location.ts';
import type { Exchange } from './exchange.ts';
import { expandVariables } from './expand-variables.ts';
import { parseHttpDate } from './http-date.ts';
import { mediaType } from './media-type.ts';
import { contentReply, errorReply, type Header, type Reply } from './reply.ts';
import { encodePath, stripPath } from './request-path.ts';
import { findFile, onDisk } from './www-access.ts';

const LONGEST_PATH = 1024;

export function refuse(exchange: Exchange, status: number, extra: readonly Header[] = []): Reply {
  return errorReply({ ...exchange, serving: exchange.chosen.serving, method: exchange.request.method }, status, extra);
}

export function serveFile(exchange: Exchange): Reply {
  const { serving } = exchange.chosen;
  // A FastCGI program is never there: httpd answers 500 when it can't connect to the socket.
  if (serving.fastcgi !== null) return refuse(exchange, 500);
  const path = serving.root + stripPath(exchange.alias ?? exchange.path, serving.strip);
  return path.length < LONGEST_PATH ? servePath(exchange, path) : refuse(exchange, 500);
}

function servePath(exchange: Exchange, path: string): Reply {
  const found = findFile(exchange.chroot, path);
  if (found === 'missing') return refuse(exchange, 404);
  if (found === 'forbidden') return refuse(exchange, 403);
  if (found === 'trouble') return refuse(exchange, 500);
  if (found.isDirectory()) return serveFolder(exchange, path, found);
  return found.isFile() ? sendFile(exchange, path, found) : refuse(exchange, 403);
}

function serveFolder(exchange: Exchange, folder: string, stat: Stats): Reply {
  const { chosen, host, chroot } = exchange;
  const { serving } = chosen;
  if (serving.noIndex) return refuse(exchange, 403);
  if (exchange.alias !== null) return refuse(exchange, 500);
  if (!folder.endsWith('/')) return redirectToFolder(exchange);
  const alias = exchange.path + serving.index;
  const next = chooseLocation(host.server, chosen, alias, chroot);
  if (next === null) return refuse(exchange, 500);
  if (next.serving !== serving) return serveFile({ ...exchange, alias, chosen: next });
  if (findFile(chroot, folder + serving.index) !== 'missing') return servePath({ ...exchange, alias }, folder + serving.index);
  return serving.autoIndex ? sendListing(exchange, folder, stat) : refuse(exchange, 403);
}

/** FACTS 3: relative, and without the query. */
function redirectToFolder(exchange: Exchange): Reply {
  const location = expandVariables(`${encodePath(exchange.path)}/`, exchange);
  return refuse(exchange, 301, location === null ? [] : [['Location', location]]);
}

function sendListing(exchange: Exchange, folder: string, { mtime }: Stats): Reply {
  if (!mayRead(exchange)) return refuse(exchange, 405);
  const body = autoIndex(onDisk(exchange.chroot, folder), exchange.path);
  const type = mediaType('index.html', exchange.conf, exchange.chosen.serving);
  return contentReply(exchange, { status: 200, type, modified: notAfterNow(mtime), body });
}

function sendFile(exchange: Exchange, path: string, { mtime }: Stats): Reply {
  const { request, chosen, conf, chroot } = exchange;
  const type = mediaType(path, conf, chosen.serving);
  const modified = notAfterNow(mtime);
  const range = request.method === 'GET' ? request.headers.get('range') : undefined;
  if (range !== undefined) return sendRanges(exchange, readFileSync(onDisk(chroot, path)), type, modified, range);
  if (!mayRead(exchange)) return refuse(exchange, 405);
  if (isUnmodified(request.headers.get('if-modified-since'), mtime)) return contentReply(exchange, { status: 304, type, modified, body: null });
  const gzip = zipped(exchange, path, mtime);
  const extra: Header[] = gzip === null ? [] : [['Content-Encoding', 'gzip']];
  return contentReply(exchange, { status: 200, type, modified, body: gzip ?? readFileSync(onDisk(chroot, path)), extra });
}

function mayRead({ request: { method } }: Exchange): boolean {
  return method === 'GET' || method === 'HEAD';
}

function notAfterNow(date: Date): Date {
  return new Date(Math.min(date.getTime(), Date.now()));
}

function isUnmodified(since: string | undefined, mtime: Date): boolean {
  const milliseconds = since === undefined ? null : parseHttpDate(since);
  return milliseconds !== null && milliseconds >= Math.floor(mtime.getTime() / 1000) * 1000;
}

/** httpd.conf(5) gzip-static: FILE.gz, unless it is older. */
function zipped({ request, chosen, chroot }: Exchange, path: string, mtime: Date): Buffer | null {
  if (!chosen.serving.gzipStatic || !(request.headers.get('accept-encoding') ?? '').includes('gzip')) return null;
  const gzip = findFile(chroot, `${path}.gz`);
  if (typeof gzip === 'string' || !gzip.isFile() || gzip.mtime < mtime) return null;
  return readFileSync(onDisk(chroot, `${path}.gz`));
}

function sendRanges(exchange: Exchange, content: Buffer, type: string, modified: Date, header: string): Reply {
  const ranges = byteRanges(header, content.length);
  const [only] = ranges;
  if (only === undefined) return refuse(exchange, 416, [['Content-Range', `bytes */${content.length}`]]);
  if (ranges.length === 1) {
    const extra: Header[] = [['Content-Range', contentRange(only, content.length)]];
    return contentReply(exchange, { status: 206, type, modified, body: content.subarray(only.first, only.last + 1), extra });
  }
  const boundary = String(randomBytes(8).readBigUInt64BE());
  const body = multipart(ranges, content, type, boundary);
  return contentReply(exchange, { status: 206, type: `multipart/byteranges; boundary=${boundary}`, modified, body });
}
