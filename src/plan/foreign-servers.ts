// Hand-made servers that bear the name of a policy host: refused with their place, or taken over with --adopt.
import { HTTPD_CONF } from '../model/base-system.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Server, ServerName } from '../model/httpd-conf.ts';
import { unchangedOn } from './part.ts';

export interface Foreign {
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** Servers that ours take the place of. */
  readonly replaced: ReadonlySet<Server>;
  /** Those that bear this policy host's name. */
  of(policyHost: string): readonly Server[];
}

export function foreignServers(desired: Desired, foreign: readonly Server[], adopt: boolean, facts: Facts): Foreign {
  const hosts = new Set(desired.domains.map((each) => each.policyHost));
  const byHost = serversByHost(foreign, hosts);
  const found = [...new Set([...byHost.values()].flat())];
  const judged = found.map((server) => refusal(server, hosts, adopt, facts));
  const replaced = new Set(found.filter((_, index) => judged[index] === null));
  return {
    diagnostics: judged.filter((each) => each !== null),
    notes: [...replaced].map((server) => `server "${server.name}" (${server.file}:${server.line}) is taken over`),
    replaced,
    of: (policyHost) => (byHost.get(policyHost) ?? []).filter((server) => replaced.has(server)),
  };
}

function serversByHost(foreign: readonly Server[], hosts: ReadonlySet<string>): Map<string, Server[]> {
  const byHost = new Map<string, Server[]>();
  for (const server of foreign) {
    for (const host of new Set(server.names.map(hostOf))) {
      if (hosts.has(host)) byHost.set(host, [...(byHost.get(host) ?? []), server]);
    }
  }
  return byHost;
}

/** httpd compares names without regard to case. */
function hostOf({ name }: ServerName): string {
  return name.toLowerCase();
}

/** Why this server can't be taken over; null if it can and may. */
function refusal(server: Server, hosts: ReadonlySet<string>, adopt: boolean, facts: Facts): Diagnostic | null {
  const ours = server.names.find((name) => hosts.has(hostOf(name)));
  const others = server.names.filter((name) => !hosts.has(hostOf(name)));
  const line = ours?.line ?? server.line;
  const base = { code: 'httpd-conf-foreign-server', place: { file: server.file, line }, unchanged: unchangedOn(facts) } as const;
  if (others.length > 0) {
    return {
      ...base,
      message: `server "${server.name}" answers for "${ours?.name}" too and was not written by stsctl`,
      next: `remove the name "${ours?.name}" from that server, then: stsctl plan`,
    };
  }
  if (!adopt) {
    return {
      ...base,
      message: `server "${server.name}" was not written by stsctl`,
      next: 'rename or remove that block, or take it over: stsctl plan --adopt',
    };
  }
  if (server.file === HTTPD_CONF) return null;
  return {
    ...base,
    message: `server "${server.name}" stands in an included file, which stsctl does not write`,
    next: `remove that block from ${server.file}, then: stsctl plan`,
  };
}
