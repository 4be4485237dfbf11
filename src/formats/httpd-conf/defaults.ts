// What httpd(8) does where httpd.conf(5) says nothing.
import type { LogOptions, TlsOptions } from '../../model/httpd-conf.ts';

export const DEFAULT_TLS: TlsOptions = {
  certificate: '/etc/ssl/server.crt',
  key: '/etc/ssl/private/server.key',
  ocsp: null,
  clientCa: null,
  clientCrl: null,
  clientOptional: false,
  protocols: 'tlsv1.2,tlsv1.3',
  ciphers: 'compat',
  dhe: 'none',
  ecdhe: 'default',
  ticketLifetime: 0,
};

export const DEFAULT_LOG: LogOptions = { on: true, style: 'common', syslog: false, access: 'access.log', error: 'error.log' };

export const DEFAULT_CONNECTION = { timeout: 600, requestTimeout: 60, maxRequests: 100, maxRequestBody: 1048576 } as const;

export const DEFAULT_ROOT = '/htdocs';
export const DEFAULT_INDEX = 'index.html';
export const DEFAULT_FASTCGI_SOCKET = '/run/slowcgi.sock';
export const DEFAULT_FASTCGI_PORT = 9000;
export const DEFAULT_HSTS_MAX_AGE = 31536000;
/** `ticket lifetime default`. */
export const TICKET_LIFETIME = 7200;

export const DEFAULT_CHROOT = '/var/www';
export const DEFAULT_PREFORK = 3;
export const DEFAULT_TYPE = 'application/octet-stream';

/** The media types httpd has built in; a `types` block replaces them all. */
export const DEFAULT_TYPES: ReadonlyMap<string, string> = new Map([
  ['css', 'text/css'],
  ['html', 'text/html'],
  ['txt', 'text/plain'],
  ['gif', 'image/gif'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
  ['js', 'application/javascript'],
]);
