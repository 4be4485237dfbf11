// What httpd(8) does with the `tls` options of a server.
import { GO_ON, type Action, type Signal } from '../bsd-conf/driver.ts';
import { TICKET_LIFETIME } from './defaults.ts';
import { LONGEST, LONGEST_TICKET, SHORTEST_TICKET } from './limits.ts';
import type { Reading } from './reading.ts';
import { parseProtocols } from './tls-protocols.ts';

export const TLS_ACTIONS: Readonly<Record<string, Action<Reading>>> = {
  tls(c) {
    if (c.insideLocation) return c.mistake('tls configuration inside location');
    return c.draft.hasTls ? GO_ON : c.mistake('tls options without tls listener');
  },

  certificate: (c, at) => set(c, 'certificate', c.text(at + 2)),
  key: (c, at) => set(c, 'key', c.text(at + 2)),
  ocsp: (c, at) => set(c, 'ocsp', c.text(at + 2)),
  ciphers: (c, at) => setLimited(c, 'ciphers', c.text(at + 2)),
  dhe: (c, at) => setLimited(c, 'dhe', c.text(at + 2)),
  ecdhe: (c, at) => setLimited(c, 'ecdhe', c.text(at + 2)),

  protocols(c, at) {
    const protocols = parseProtocols(c.text(at + 2));
    return protocols === null ? c.mistake('invalid tls protocols') : set(c, 'protocols', protocols);
  },

  'client-ca'(c, at) {
    c.draft.client.ca = true;
    return set(c, 'clientCa', c.text(at + 3));
  },

  'client-crl'(c, at) {
    Object.assign(c.draft.client, { ca: false, crl: true, optional: false });
    c.draft.tls.clientOptional = false;
    return set(c, 'clientCrl', c.text(at + 3));
  },

  'client-optional'(c) {
    c.draft.client.optional = true;
    c.draft.tls.clientOptional = true;
    return GO_ON;
  },

  'ticket-default'(c) {
    c.draft.tls.ticketLifetime = TICKET_LIFETIME;
    return GO_ON;
  },

  'ticket-lifetime'(c, at) {
    const seconds = c.number(at + 3);
    if (seconds !== 0 && seconds < SHORTEST_TICKET) return c.mistake('ticket lifetime too small');
    if (seconds > LONGEST_TICKET) return c.mistake('ticket lifetime too large');
    c.draft.tls.ticketLifetime = Number(seconds);
    return GO_ON;
  },

  'no-ticket'(c) {
    c.draft.tls.ticketLifetime = 0;
    return GO_ON;
  },
};

type TextOption = 'certificate' | 'key' | 'ocsp' | 'ciphers' | 'dhe' | 'ecdhe' | 'protocols' | 'clientCa' | 'clientCrl';

function set(c: Reading, option: TextOption, value: string): Signal {
  c.draft.tls[option] = value;
  return GO_ON;
}

function setLimited(c: Reading, option: 'ciphers' | 'dhe' | 'ecdhe', value: string): Signal {
  return value.length > LONGEST.tls ? c.mistake(`${option} too long`) : set(c, option, value);
}
