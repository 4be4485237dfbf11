// Where to listen really: sites of one port that share a socket on this machine, and who gets which connection.
import { isV6 } from '../../../src/formats/httpd-conf/address.ts';
import type { Site } from './sites.ts';
import type { Mapping } from './stand-in-json.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
  /** Addresses that must be this machine's, though the socket is on any address. */
  readonly local: readonly string[];
  readonly siteFor: (localAddress: string) => Site | undefined;
}

export function keyOf({ host, port }: Pick<Place, 'host' | 'port'>): string {
  return `${host} ${port}`;
}

/**
 * On OpenBSD a specific address has a socket of its own beside `*` and takes its requests (openbsd/httpd-grammar.md part 7).
 * Linux lets nobody bind both, so there the one on any address gives its connections out by the address they came to.
 */
export function placesOf(sites: readonly Site[], mapping: Mapping): Place[] {
  const groups = new Map<string, Map<string, Site>>();
  for (const site of sites) {
    const { host, port } = realPlace(site, mapping);
    const key = `${isV6(host) ? 6 : 4} ${port}`;
    const group = groups.get(key) ?? new Map<string, Site>();
    // Two addresses mapped to one: the first in file order has it.
    if (!group.has(host)) group.set(host, site);
    groups.set(key, group);
  }
  return [...groups].flatMap(([key, group]) => placesOfGroup(Number(key.slice(2)), group));
}

export function realPlace({ address, port }: Pick<Site, 'address' | 'port'>, { addresses, ports }: Mapping): { host: string; port: number } {
  return { host: addresses[address] ?? address, port: ports[port] ?? port };
}

function placesOfGroup(port: number, group: ReadonlyMap<string, Site>): Place[] {
  const hosts = [...group.keys()];
  const any = hosts.find((host) => host === '0.0.0.0' || host === '::');
  if (any === undefined) return hosts.map((host) => ({ host, port, local: [], siteFor: () => group.get(host) }));
  const local = hosts.filter((host) => host !== any);
  return [{ host: any, port, local, siteFor: (address) => group.get(address) ?? group.get(any) }];
}
