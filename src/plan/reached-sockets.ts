// Which sockets of httpd a request to a policy host comes in on, for each of its addresses.
import type { Facts } from '../model/facts.ts';
import type { HttpdConf } from '../model/httpd-conf.ts';

export interface Reached {
  /** As configured. */
  readonly address: string;
  /** The address of a listen, "0.0.0.0" and "::" for any; null when there is none. */
  readonly socket: string | null;
}

/** An address that is not this host's is taken for one that a packet filter translates: any of its family may be meant. */
export function reachedSockets(addresses: readonly string[], port: number, { conf, facts }: { readonly conf: HttpdConf; readonly facts: Facts }): Reached[] {
  const sockets = socketsOn(conf, port);
  const own = new Set(facts.addresses);
  return addresses.flatMap((address): Reached[] => {
    // A socket on a specific address takes its requests away from one on any address (httpd-grammar.md part 7).
    const candidates = own.has(address) ? [sockets.includes(address) ? address : anyOf(address, sockets)] : translated(address, sockets);
    return candidates.length === 0 ? [{ address, socket: null }] : candidates.map((socket) => ({ address, socket: socket ?? null }));
  });
}

/** Every address the configuration has a socket on for a port. */
export function socketsOn({ servers }: HttpdConf, port: number): string[] {
  const listens = servers.flatMap((server) => server.listens.filter((listen) => listen.port === port));
  return [...new Set(listens.flatMap(({ resolved }) => resolved))];
}

function anyOf(address: string, sockets: readonly string[]): string | undefined {
  const any = isV6(address) ? '::' : '0.0.0.0';
  return sockets.includes(any) ? any : undefined;
}

function translated(address: string, sockets: readonly string[]): string[] {
  return sockets.filter((each) => isV6(each) === isV6(address) && !isLoopback(each));
}

function isV6(address: string): boolean {
  return address.includes(':');
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
