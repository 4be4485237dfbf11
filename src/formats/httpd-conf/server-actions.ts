// What httpd(8) does with the options of a server that a location can't have.
import { GO_ON, type Action, type Signal } from '../bsd-conf/driver.ts';
import type { ServerDraft } from './drafts.ts';
import { LARGEST_BACKLOG, LARGEST_INT, LARGEST_PORT, LONGEST } from './limits.ts';
import { listenOn } from './listen-on.ts';
import type { Reading } from './reading.ts';
import { portNumber } from './services.ts';

export const SERVER_ACTIONS: Readonly<Record<string, Action<Reading>>> = {
  listen: (c, at) => listenOn(c, c.text(at + 3), c.isSet(at + 4), Number(c.number(at + 5))),

  'port-number'(c, at) {
    const port = c.number(at + 2);
    if (port <= 0 || port > LARGEST_PORT) return c.mistake(`invalid port: ${port}`);
    c.result = port;
    return GO_ON;
  },

  'port-name'(c, at) {
    const port = portNumber(c.text(at + 2), c.world.resolveService);
    if (port === null) return c.mistake(`invalid port: ${c.text(at + 2)}`);
    c.result = port;
    return GO_ON;
  },

  alias(c, at) {
    if (c.insideLocation) return c.mistake('alias inside location');
    const name = c.text(at + 3);
    if (name.length > LONGEST.name) return c.mistake('server alias truncated');
    c.draft.names.push({ name, match: c.isSet(at + 2), line: c.line });
    c.draft.hosts.push({ name, address: null, port: 0, tls: false });
    return GO_ON;
  },

  errdocs(c, at) {
    if (c.insideLocation) return c.mistake('errdocs inside location');
    if (c.text(at + 2).length > LONGEST.errdocs) return c.mistake('errdoc root path too long');
    c.draft.errdocs = c.text(at + 2);
    return GO_ON;
  },

  'no-errdocs'(c) {
    if (c.insideLocation) return c.mistake('errdocs inside location');
    c.draft.errdocs = null;
    return GO_ON;
  },

  tcp: outsideLocation('tcp flags'),
  connection: outsideLocation('connection options'),
  banner: outsideLocation('banner'),
  'no-banner': outsideLocation('no banner'),

  hsts(c) {
    if (c.insideLocation) return c.mistake('hsts inside location');
    c.draft.hsts = true;
    return GO_ON;
  },

  'max-age'(c, at) {
    const seconds = c.number(at + 2);
    if (seconds < 0 || seconds > LARGEST_INT) return c.mistake(`invalid number of seconds: ${seconds}`);
    return set(c, (draft) => (draft.hstsMaxAge = Number(seconds)));
  },
  subdomains: (c) => set(c, (draft) => (draft.hstsSubdomains = true)),
  preload: (c) => set(c, (draft) => (draft.hstsPreload = true)),

  seconds(c, at) {
    const seconds = c.number(at + 1);
    return seconds < 0 ? c.mistake(`invalid timeout: ${seconds}`) : GO_ON;
  },
  timeout: (c, at) => set(c, ({ connection }) => (connection.timeout = Number(c.number(at + 2)))),
  'request-timeout': (c, at) => set(c, ({ connection }) => (connection.requestTimeout = Number(c.number(at + 3)))),
  // Kept in 32 and 64 bits without a sign, so a negative number is a very large one.
  'max-requests': (c, at) => set(c, ({ connection }) => (connection.maxRequests = unsigned(c.number(at + 3), 32))),
  'max-request-body': (c, at) => set(c, ({ connection }) => (connection.maxRequestBody = unsigned(c.number(at + 4), 64))),

  backlog(c, at) {
    const backlog = c.number(at + 2);
    return backlog < 0 || backlog > LARGEST_BACKLOG ? c.mistake(`invalid backlog: ${backlog}`) : GO_ON;
  },

  // The number is kept in an int, so it wraps before it is looked at.
  'socket-buffer'(c, at) {
    const size = c.number(at + 3);
    return BigInt.asIntN(32, BigInt(size)) < 0n ? c.mistake(`invalid socket buffer size: ${size}`) : GO_ON;
  },

  'ip-flag'(c, at) {
    const [flag, ttl] = [c.text(at + 2), c.number(at + 3)];
    if (ttl < 0) return c.mistake(`invalid ttl: ${ttl}`);
    return /^(min)?ttl$/i.test(flag) ? GO_ON : c.mistake(`invalid TCP/IP flag: ${flag}`);
  },
};

function outsideLocation(what: string): Action<Reading> {
  return (c) => (c.insideLocation ? c.mistake(`${what} inside location`) : GO_ON);
}

function set(c: Reading, change: (draft: ServerDraft) => unknown): Signal {
  change(c.draft);
  return GO_ON;
}

function unsigned(value: number | bigint, bits: number): number {
  return Number(BigInt.asUintN(bits, BigInt(value)));
}
