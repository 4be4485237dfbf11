// What httpd(8) does with `fastcgi`.
import { GO_ON, type Action, type Signal } from '../bsd-conf/driver.ts';
import { parseAddress } from './address.ts';
import { DEFAULT_FASTCGI_PORT } from './defaults.ts';
import { LARGEST_INT, LARGEST_PORT, LONGEST } from './limits.ts';
import type { Reading } from './reading.ts';
import { portNumber } from './services.ts';

export const FASTCGI_ACTIONS: Readonly<Record<string, Action<Reading>>> = {
  fastcgi: (c) => turn(c, true),
  'no-fastcgi': (c) => turn(c, false),

  'fastcgi-socket'(c, at) {
    const path = c.text(at + 2);
    if (path.length > LONGEST.fastcgiSocket) return c.mistake('socket path too long');
    c.serving.fastcgiSocket = path;
    return GO_ON;
  },

  'fastcgi-tcp': (c, at) => connectTo(c, c.text(at + 3), DEFAULT_FASTCGI_PORT),
  'fastcgi-tcp-port': (c, at) => connectTo(c, c.text(at + 3), Number(c.number(at + 4))),

  'fastcgi-port-number'(c, at) {
    const port = c.number(at + 1);
    return port <= 0 || port > LARGEST_PORT ? c.mistake(`invalid port: ${port}`) : GO_ON;
  },

  'fastcgi-port-name'(c, at) {
    const port = portNumber(c.text(at + 1), c.world.resolveService) ?? 0;
    if (port === 0) return c.mistake(`invalid port: ${c.text(at + 1)}`);
    c.result = port;
    return GO_ON;
  },

  'fastcgi-param'(c, at) {
    const [name, value] = [c.text(at + 2), c.text(at + 3)];
    if (name.length > LONGEST.fastcgiParam) return c.mistake('fastcgi_param name truncated');
    if (value.length > LONGEST.fastcgiParam) return c.mistake('fastcgi_param value truncated');
    (c.serving.fastcgiParams ??= []).push([name, value]);
    return GO_ON;
  },

  'fastcgi-strip'(c, at) {
    const strip = c.number(at + 2);
    if (strip < 0 || strip > LARGEST_INT) return c.mistake('invalid fastcgi strip number');
    c.serving.fastcgiStrip = Number(strip);
    return GO_ON;
  },
};

function turn(c: Reading, on: boolean): Signal {
  c.serving.fastcgi = on;
  return GO_ON;
}

function connectTo(c: Reading, host: string, port: number): Signal {
  if (parseAddress(host) === null && c.world.resolveHost(host) === null) {
    const dropped = c.mistake('getaddrinfo: no address associated with name');
    c.lexer.reader.messages.push(''); // the real message ends in a newline of its own
    return dropped;
  }
  c.serving.fastcgiSocket = `tcp:${host}:${port}`;
  return GO_ON;
}
