// httpd.conf(5) as httpd(8) understands it, with the place of each part in the file it came from.

/** Byte offsets in one file, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** One `listen on ADDRESS [tls] port PORT` line. */
export interface Listen {
  /** As written, macros expanded, quotes removed: "*", "203.0.113.1", "egress", "::1". */
  readonly address: string;
  /** Every address it stands for: "*" is ["0.0.0.0", "::"]; canonical numbers (RFC 5952). */
  readonly resolved: readonly string[];
  readonly port: number;
  readonly tls: boolean;
  readonly line: number;
}

/** A server's name or one of its aliases. */
export interface ServerName {
  readonly name: string;
  /** True for `server match` and `alias match`: a Lua pattern instead of a glob. */
  readonly match: boolean;
  readonly line: number;
}

/** The tls options of a server, defaults filled in (httpd.conf(5)). */
export interface TlsOptions {
  readonly certificate: string;
  readonly key: string;
  readonly ocsp: string | null;
  readonly clientCa: string | null;
  readonly clientCrl: string | null;
  readonly clientOptional: boolean;
  readonly protocols: string;
  readonly ciphers: string;
  readonly dhe: string;
  readonly ecdhe: string;
  /** Seconds; 0 is off. */
  readonly ticketLifetime: number;
}

/** `block [drop | return CODE [URI]]`, `pass`, or neither. */
export type Filter =
  | { readonly kind: 'block'; readonly drop: boolean; readonly code: number; readonly uri: string | null }
  | { readonly kind: 'pass' };

export interface FastcgiOptions {
  /** Socket path in the chroot, or "tcp:HOST:PORT". */
  readonly socket: string;
  readonly params: readonly (readonly [string, string])[];
  readonly strip: number;
}

export interface LogOptions {
  readonly on: boolean;
  readonly style: 'common' | 'combined' | 'connection' | 'forwarded';
  readonly syslog: boolean;
  readonly access: string;
  readonly error: string;
}

/**
 * What a location or server does with a request. In a location, what it does not set itself is already inherited
 * from its server, except what httpd does not inherit (httpd-grammar.md part 7: strip, gzip-static).
 */
export interface Serving {
  /** Document root inside the chroot, "/htdocs" unless set. */
  readonly root: string;
  /** `request strip N`. */
  readonly strip: number;
  readonly rewrite: string | null;
  readonly index: string;
  readonly noIndex: boolean;
  readonly autoIndex: boolean;
  readonly defaultType: string | null;
  readonly filter: Filter | null;
  readonly fastcgi: FastcgiOptions | null;
  readonly authenticate: { readonly realm: string; readonly file: string } | null;
  readonly gzipStatic: boolean;
  readonly log: LogOptions;
  readonly errdocs: string | null;
}

export interface Location extends Serving {
  readonly path: string;
  readonly match: boolean;
  /** `location found`, `location not found`, or neither. */
  readonly found: boolean | null;
  readonly file: string;
  readonly line: number;
}

/** Why httpd does not use a server block it has read. */
export type Dropped = 'certificate' | 'error';

export interface Server extends Serving {
  readonly name: string;
  /** Name first, then the aliases. */
  readonly names: readonly ServerName[];
  readonly listens: readonly Listen[];
  readonly tls: TlsOptions;
  readonly hsts: { readonly maxAge: number; readonly subdomains: boolean; readonly preload: boolean } | null;
  readonly connection: {
    /** Seconds. */ readonly timeout: number;
    /** Seconds. */ readonly requestTimeout: number;
    readonly maxRequests: number;
    readonly maxRequestBody: number;
  };
  readonly locations: readonly Location[];
  readonly dropped: Dropped | null;
  /** The file the `server` keyword stands in, spelled as its include line spells it. */
  readonly file: string;
  readonly line: number;
  /**
   * From the `server` keyword to its closing brace in the top file; for a server from an include, the range of that
   * include statement, and `file` says otherwise.
   */
  readonly range: Range;
}

/** A top-level statement of the top file other than a server. */
export interface TopStatement {
  readonly kind: 'macro' | 'include' | 'main' | 'types' | 'error';
  readonly range: Range;
  readonly line: number;
}

export interface HttpdConf {
  /** Every block read to its closing brace, in file order, those httpd drops included. */
  readonly servers: readonly Server[];
  readonly statements: readonly TopStatement[];
  readonly chroot: string;
  readonly logdir: string;
  readonly prefork: number;
  readonly defaultType: string;
  readonly errdocs: string | null;
  /** Extension to media type; null when no `types` block exists and the built-in ones hold. */
  readonly types: ReadonlyMap<string, string> | null;
  /** Paths named by include statements, in order of reading. */
  readonly includes: readonly string[];
}

/** What the verdict needs to know of the machine; everything is handed in. */
export interface HttpdWorld {
  /** Content of an included file, path as written in the include line; null if it can't be opened; a directory is an empty file. */
  readonly readInclude: (path: string) => string | null;
  /** Whether a certificate, key, ca, crl or ocsp file can be read. */
  readonly isReadable: (path: string) => boolean;
  /** Addresses of a host name, interface or interface group in `listen on`; null if there is none. Numbers never reach it. */
  readonly resolveHost: (name: string) => readonly string[] | null;
  /** Port of a services(5) name; null if unknown. */
  readonly resolveService: (name: string) => number | null;
  /** OpenBSD release whose httpd is meant; 7.8 unless said. */
  readonly release?: '7.8' | '7.9';
}

/** What `httpd -n -f FILE` would say, and what it understood. */
export interface HttpdVerdict {
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
  readonly conf: HttpdConf;
}
