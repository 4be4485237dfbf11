// Foreign servers by the policy hosts whose exact names they bear.
import type { Server, ServerName } from '../model/httpd-conf.ts';

export function serversByHost(foreign: readonly Server[], hosts: ReadonlySet<string>): Map<string, Server[]> {
  const byHost = new Map<string, Server[]>();
  for (const server of foreign) {
    for (const host of new Set(server.names.map(hostOf))) {
      if (hosts.has(host)) byHost.set(host, [...(byHost.get(host) ?? []), server]);
    }
  }
  return byHost;
}

/** httpd compares names without regard to case. */
export function hostOf({ name }: ServerName): string {
  return name.toLowerCase();
}
