// What a configuration serves, by address and port: the servers there in file order, the first being the fallback.
import type { HttpdConf, Server, ServerName } from '../../../src/model/httpd-conf.ts';

/** One name of one server; an alias counts as a server of its own. */
export interface Host {
  readonly name: ServerName;
  readonly server: Server;
}

export interface Site {
  /** As in the configuration: "0.0.0.0", "::", "203.0.113.1". */
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly hosts: readonly Host[];
}

export function sitesOf({ servers }: Pick<HttpdConf, 'servers'>): Site[] {
  const sites = new Map<string, Site & { hosts: Host[] }>();
  for (const server of servers.filter(({ dropped }) => dropped === null)) {
    for (const { resolved, port, tls } of server.listens) {
      for (const address of resolved) {
        const key = `${address} ${port}`;
        const site = sites.get(key) ?? { address, port, tls, hosts: [] };
        site.hosts.push(...server.names.map((name) => ({ name, server })));
        sites.set(key, site);
      }
    }
  }
  return [...sites.values()];
}
