// A server that listens plainly first and with TLS after is kept by httpd without its certificate: every TLS session on
// that socket then fails, ours too (FACTS part 1: the decision looks at the first listen line).
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Server } from '../model/httpd-conf.ts';
import type { OurListen } from './our-listens.ts';
import { unchangedOn } from './part.ts';

export function keylessServers(foreign: readonly Server[], listens: readonly OurListen[], port: number, facts: Facts): Diagnostic[] {
  const ours = new Set(listens.flatMap(({ resolved }) => resolved));
  return foreign.filter((server) => isKept(server) && lacksKey(server, facts)).flatMap((server) => {
    const shared = server.listens.find((listen) => listen.tls && listen.port === port && listen.resolved.some((each) => ours.has(each)));
    return shared === undefined ? [] : [keyless(server, shared.address, shared.line, port, facts)];
  });
}

function isKept({ listens }: Server): boolean {
  return listens[0]?.tls === false;
}

function lacksKey({ tls }: Server, { files }: Facts): boolean {
  return [tls.certificate, tls.key].some((path) => !files.get(path)?.stat);
}

function keyless(server: Server, address: string, line: number, port: number, facts: Facts): Diagnostic {
  return {
    code: 'httpd-conf-unreachable',
    place: { file: server.file, line },
    message: `server "${server.name}" listens on ${address} tls port ${port} without a certificate, and every TLS session there fails, ours too`,
    unchanged: unchangedOn(facts),
    next: `get ${server.tls.certificate} (acme-client), or put that listen into a server block of its own, then: stsctl plan`,
  };
}
