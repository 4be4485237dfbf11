// Foreign servers by the exact names that they bear.
import type { Server, ServerName } from '../model/httpd-conf.ts';

export function serversByHost(foreign: readonly Server[]): Map<string, Server[]> {
  const byHost = new Map<string, Server[]>();
  for (const server of foreign) {
    for (const host of new Set(server.names.map(hostOf))) byHost.set(host, [...(byHost.get(host) ?? []), server]);
  }
  return byHost;
}

/** httpd compares names without regard to case. */
export function hostOf({ name }: ServerName): string {
  return name.toLowerCase();
}
