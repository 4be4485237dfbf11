// Options that are an address and port, or a port.
import { isIP } from 'node:net';
import type { Endpoint } from '../formats/endpoint.ts';

const SMTP_PORT = '25';

export interface Endpoints {
  readonly connect: Endpoint | null;
  readonly connectHttp: Endpoint | null;
  readonly resolver: Endpoint | null;
  readonly listen: Endpoint | null;
  readonly smtpPort: number;
  readonly servers: readonly Endpoint[];
}

type Values = Readonly<Partial<Record<'connect' | 'connect-http' | 'listen' | 'resolver' | 'smtp-port', string>>> & { readonly server?: readonly string[] };

/** What an address alone means; --listen, as in stsctl.conf, names its port. */
const PORTS = { connect: 443, 'connect-http': 80, resolver: 53, listen: null, server: 53 } as const;

/** Null for what is not given; a sentence for what is no address and port. */
export function endpointsOf(values: Values): Endpoints | string {
  const read = (name: keyof typeof PORTS, text: string) => parseEndpoint(text, PORTS[name]) ?? wrong(name, text);
  const one = (name: Exclude<keyof typeof PORTS, 'server'>) => (values[name] === undefined ? null : read(name, values[name]));
  const found = { connect: one('connect'), connectHttp: one('connect-http'), resolver: one('resolver'), listen: one('listen') };
  const servers = (values.server ?? []).map((text) => read('server', text));
  const smtpPort = parsePort(values['smtp-port'] ?? SMTP_PORT) ?? `--smtp-port is "${values['smtp-port']}"; use 1 to 65535`;
  const fault = [...Object.values(found), smtpPort, ...servers].find((each) => typeof each === 'string');
  return fault ?? ({ ...found, smtpPort, servers } as Endpoints);
}

function wrong(name: keyof typeof PORTS, text: string): string {
  return `--${name} is "${text}"; use ADDRESS:PORT${PORTS[name] === null ? '' : `, or ADDRESS for port ${PORTS[name]}`}, with brackets around an IPv6 address`;
}

/** An IPv6 address without brackets could be one with a port. */
function parseEndpoint(text: string, port: number | null): Endpoint | null {
  const found = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const address = found?.[1] ?? found?.[2] ?? '';
  const given = found?.[3] === undefined ? port : parsePort(found[3]);
  return isIP(address) !== 0 && given !== null ? { address, port: given } : null;
}

function parsePort(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535 ? Number(text) : null;
}
