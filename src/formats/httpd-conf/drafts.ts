// A server or location while it is being read.
import type { Filter, Listen, Location, LogOptions, Server, ServerName, TlsOptions } from '../../model/httpd-conf.ts';
import { DEFAULT_CONNECTION, DEFAULT_HSTS_MAX_AGE, DEFAULT_TLS } from './defaults.ts';

export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What both kinds of block may say; null means it was not said, so a location inherits it. */
export class ServingDraft {
  root: string | null = null;
  strip = 0;
  rewriteSaid = false;
  rewrite: string | null = null;
  index: string | null = null;
  noIndex: boolean | null = null;
  autoIndex: boolean | null = null;
  defaultType: string | null = null;
  filter: Filter | null = null;
  fastcgi: boolean | null = null;
  fastcgiSocket: string | null = null;
  fastcgiParams: [string, string][] | null = null;
  fastcgiStrip = 0;
  noAuthenticate = false;
  realm = '';
  htpasswd: string | null = null;
  gzipStatic = false;
  logOn: boolean | null = null;
  logStyle: LogOptions['style'] = 'common';
  syslog: boolean | null = null;
  accessLog: string | null = null;
  errorLog: string | null = null;
}

/** A name with or without an address: httpd keeps aliases and listen lines in one list. */
export interface Host {
  readonly name: string;
  address: string | null;
  port: number;
  tls: boolean;
}

/** libtls sees these three as flags; `crl` forgets an `optional` before it (openbsd/httpd-grammar.md: client ca). */
export interface ClientFlags {
  ca: boolean;
  crl: boolean;
  optional: boolean;
}

const { timeout, requestTimeout, maxRequests, maxRequestBody } = DEFAULT_CONNECTION;

/** Written out: one for each server, and a spread costs more than all the rest of it. */
function defaultTls(): TlsOptions {
  const { certificate, key, ocsp, clientCa, clientCrl, clientOptional, protocols, ciphers, dhe, ecdhe, ticketLifetime } = DEFAULT_TLS;
  return { certificate, key, ocsp, clientCa, clientCrl, clientOptional, protocols, ciphers, dhe, ecdhe, ticketLifetime };
}

export class ServerDraft {
  readonly serving = new ServingDraft();
  readonly names: ServerName[];
  readonly listens: Listen[] = [];
  /** The first holds the server's own name and its first address. */
  readonly hosts: Host[];
  readonly main: Host;
  hasTls = false;
  readonly tls: Writable<TlsOptions> = defaultTls();
  readonly client: ClientFlags = { ca: false, crl: false, optional: false };
  readonly connection: Writable<Server['connection']> = { timeout, requestTimeout, maxRequests, maxRequestBody };
  readonly locations: LocationDraft[] = [];
  /** Keys of the locations read, for `defined twice`. */
  locationKeys: Set<string> | null = null;
  errdocs: string | null;
  hsts = false;
  hstsMaxAge = DEFAULT_HSTS_MAX_AGE;
  hstsSubdomains = false;
  hstsPreload = false;

  constructor(name: ServerName, errdocs: string | null) {
    this.names = [name];
    this.main = { name: name.name, address: null, port: 0, tls: false };
    this.hosts = [this.main];
    this.errdocs = errdocs;
  }
}

export class LocationDraft {
  readonly serving = new ServingDraft();
  readonly path: string;
  readonly match: boolean;
  readonly found: boolean | null;
  readonly file: string;
  readonly line: number;

  constructor({ path, match, found, file, line }: Pick<Location, 'path' | 'match' | 'found' | 'file' | 'line'>) {
    this.path = path;
    this.match = match;
    this.found = found;
    this.file = file;
    this.line = line;
  }
}
