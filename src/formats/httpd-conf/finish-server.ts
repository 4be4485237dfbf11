// Turns what was read into the model: defaults filled in, locations with what they inherit (httpd config.c).
// Objects are written out in full, never spread: a file of 10,000 servers has a hundred thousand of them.
import type { Dropped, FastcgiOptions, Location, LogOptions, Range, Server, Serving } from '../../model/httpd-conf.ts';
import { DEFAULT_FASTCGI_SOCKET, DEFAULT_INDEX, DEFAULT_LOG, DEFAULT_ROOT } from './defaults.ts';
import type { LocationDraft, ServerDraft, ServingDraft } from './drafts.ts';

const NO_PARAMS: FastcgiOptions['params'] = [];

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly range: Range;
}

export function finishServer(draft: ServerDraft, { file, line, range }: Place, dropped: Dropped | null): Server {
  const { serving } = draft;
  const locations: Location[] = [];
  const server: Server = {
    root: serving.root ?? DEFAULT_ROOT,
    strip: serving.strip,
    rewrite: serving.rewrite,
    index: serving.index ?? DEFAULT_INDEX,
    noIndex: serving.noIndex ?? false,
    autoIndex: serving.autoIndex ?? false,
    defaultType: serving.defaultType,
    filter: serving.filter,
    fastcgi: serving.fastcgi === true ? fastcgiOf(serving) : null,
    authenticate: authenticateOf(serving),
    gzipStatic: serving.gzipStatic,
    log: logOf(serving, DEFAULT_LOG),
    errdocs: draft.errdocs,
    name: draft.main.name,
    names: draft.names,
    listens: draft.listens,
    tls: draft.tls,
    hsts: draft.hsts ? { maxAge: draft.hstsMaxAge, subdomains: draft.hstsSubdomains, preload: draft.hstsPreload } : null,
    connection: draft.connection,
    locations, dropped, file, line, range,
  };
  for (const location of draft.locations) locations.push(finishLocation(location, server));
  return server;
}

/** Never inherited: strip and gzip-static, with the FastCGI socket (openbsd/httpd-grammar.md part 7). */
function finishLocation({ serving: own, path, match, found, file, line }: LocationDraft, up: Serving): Location {
  const saysIndex = own.noIndex !== null;
  return {
    root: own.root ?? up.root,
    strip: own.strip,
    rewrite: own.rewriteSaid ? own.rewrite : up.rewrite,
    index: saysIndex ? own.index ?? DEFAULT_INDEX : up.index,
    noIndex: saysIndex ? own.noIndex ?? false : up.noIndex,
    autoIndex: own.autoIndex ?? up.autoIndex,
    defaultType: own.defaultType ?? up.defaultType,
    filter: own.filter ?? up.filter,
    fastcgi: own.fastcgi ?? up.fastcgi !== null ? fastcgiOf(own) : null,
    authenticate: own.htpasswd === null && !own.noAuthenticate ? up.authenticate : authenticateOf(own),
    gzipStatic: own.gzipStatic,
    log: logOf(own, up.log),
    errdocs: up.errdocs,
    path, match, found, file, line,
  };
}

function fastcgiOf(serving: ServingDraft): FastcgiOptions {
  return { socket: serving.fastcgiSocket ?? DEFAULT_FASTCGI_SOCKET, params: serving.fastcgiParams ?? NO_PARAMS, strip: serving.fastcgiStrip };
}

/** `no authenticate` does not undo an `authenticate` of the same block: httpd asks for the password all the same. */
function authenticateOf({ htpasswd, realm }: ServingDraft): Serving['authenticate'] {
  return htpasswd === null ? null : { realm, file: htpasswd };
}

function logOf(said: ServingDraft, inherited: LogOptions): LogOptions {
  const { logOn, syslog, accessLog, errorLog } = said;
  if (logOn === null && syslog === null && accessLog === null && errorLog === null) return inherited;
  return {
    on: logOn ?? inherited.on,
    style: logOn === null ? inherited.style : said.logStyle,
    syslog: syslog ?? inherited.syslog,
    access: accessLog ?? inherited.access,
    error: errorLog ?? inherited.error,
  };
}
