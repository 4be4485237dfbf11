// The first server of a TLS socket brings the socket's own certificate: without one every TLS session there fails, ours too.
// httpd keeps such a server when its first listen is a plain one (FACTS part 1), so that `httpd -n` is content.
import { HTTPD } from '../model/base-system.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Server } from '../model/httpd-conf.ts';
import type { OurListen } from './our-listens.ts';
import { unchangedOn } from './part.ts';

export interface Keyless {
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
}

/** In a tree without httpd the certificates of other sites need not be there: that is a note. */
export function keylessSockets(foreign: readonly Server[], listens: readonly OurListen[], port: number, facts: Facts): Keyless {
  const firsts = new Set(listens.flatMap(({ resolved }) => resolved).flatMap((address) => firstOn(foreign, address, port)));
  const keyless = [...firsts].filter((server) => lacksKey(server, facts));
  if (facts.programs.has(HTTPD)) return { diagnostics: keyless.map((server) => refusal(server, port, facts)), notes: [] };
  return { diagnostics: [], notes: keyless.map((server) => `${sentence(server, port)} (${server.file}:${server.line})`) };
}

function firstOn(servers: readonly Server[], address: string, port: number): Server[] {
  const loaded = servers.filter(({ dropped }) => dropped === null);
  return loaded.filter(({ listens }) => listens.some((listen) => listen.tls && listen.port === port && listen.resolved.includes(address))).slice(0, 1);
}

function lacksKey({ tls }: Server, { files }: Facts): boolean {
  return [tls.certificate, tls.key].some((path) => !files.get(path)?.stat);
}

function sentence({ name }: Server, port: number): string {
  return `server "${name}" comes first on its TLS socket of port ${port} and has no certificate: every TLS session there fails, ours too`;
}

function refusal(server: Server, port: number, facts: Facts): Diagnostic {
  return {
    code: 'httpd-conf-unreachable',
    place: { file: server.file, line: server.listens.find(({ tls }) => tls)?.line ?? server.line },
    message: sentence(server, port),
    unchanged: unchangedOn(facts),
    next: `get ${server.tls.certificate} (acme-client), or put that listen into a server block of its own, then: stsctl plan`,
  };
}
