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

/** Null for what is not given; a sentence for what is no address and port. */
export function endpointsOf(values: Values): Endpoints | string {
  const found = { connect: null as Endpoint | null, 'connect-http': null as Endpoint | null, resolver: null as Endpoint | null, listen: null as Endpoint | null };
  for (const name of ['connect', 'connect-http', 'resolver', 'listen'] as const) {
    const text = values[name];
    if (text === undefined) continue;
    const endpoint = parseEndpoint(text);
    if (endpoint === null) return wrong(name, text);
    found[name] = endpoint;
  }
  const smtpPort = parsePort(values['smtp-port'] ?? SMTP_PORT);
  if (smtpPort === null) return `--smtp-port is "${values['smtp-port']}"; use 1 to 65535`;
  const servers: Endpoint[] = [];
  for (const text of values.server ?? []) {
    const endpoint = parseEndpoint(text);
    if (endpoint === null) return wrong('server', text);
    servers.push(endpoint);
  }
  return { connect: found.connect, connectHttp: found['connect-http'], resolver: found.resolver, listen: found.listen, smtpPort, servers };
}

function wrong(name: string, text: string): string {
  return `--${name} is "${text}"; use ADDRESS:PORT, with brackets around an IPv6 address`;
}

function parseEndpoint(text: string): Endpoint | null {
  const found = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const address = found?.[1] ?? found?.[2] ?? '';
  const port = parsePort(found?.[3] ?? '');
  return isIP(address) !== 0 && port !== null ? { address, port } : null;
}

function parsePort(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65535 ? Number(text) : null;
}
