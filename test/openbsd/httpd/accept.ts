// Takes the connections of one place: in plain text, over TLS, or to no end when the certificates are broken.
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { serveConnection, type Told } from './connection.ts';
import type { Ends, Loaded } from './exchange.ts';
import type { Accept } from './listeners.ts';
import type { Place } from './places.ts';
import type { Site } from './sites.ts';
import { tlsServerOptions, type ReadFile } from './tls-pairs.ts';

export interface Acceptance {
  readonly loaded: Loaded;
  readonly readFile: ReadFile;
  readonly log: (line: string) => void;
  readonly told: (ends: Ends) => Told;
}

export function acceptSites(sites: readonly Site[], acceptance: Acceptance): ReadonlyMap<Site, Accept> {
  return new Map(sites.map((site) => [site, acceptFor(site, acceptance)]));
}

export function acceptAt({ siteFor }: Place, accepts: ReadonlyMap<Site, Accept>): Accept {
  return (socket) => {
    const site = siteFor(socket.localAddress ?? '');
    const accept = site === undefined ? undefined : accepts.get(site);
    if (accept === undefined) socket.destroy();
    else accept(socket);
  };
}

function acceptFor(site: Site, { loaded, readFile, log, told }: Acceptance): Accept {
  const serve = (socket: Socket): void => {
    const ends = endsOf(site, socket);
    socket.setTimeout(timeoutOf(site), () => socket.destroy());
    serveConnection(socket, { site, ends, loaded, told: told(ends) });
  };
  if (!site.tls) return serve;
  const options = tlsServerOptions(site, readFile, log);
  if (options === null) return (socket) => socket.once('data', () => socket.destroy());
  const server = createServer(options, (socket: TLSSocket) => serve(socket));
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return (socket) => server.emit('connection', socket);
}

function timeoutOf({ hosts }: Site): number {
  const { requestTimeout = 60 } = hosts[0]?.server.connection ?? {};
  return Math.min(Math.max(requestTimeout, 1), 3600) * 1000;
}

function endsOf({ address }: Site, socket: Socket): Ends {
  const isAny = address === '0.0.0.0' || address === '::';
  return {
    remoteAddress: socket.remoteAddress ?? '',
    remotePort: socket.remotePort ?? 0,
    address: isAny ? (socket.localAddress ?? '') : address,
    realPort: socket.localPort ?? 0,
  };
}
