// One question over UDP, from a port of its own: an answer must come from there to here with the right id (RFC 5452 4).
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { Endpoint } from '../../formats/endpoint.ts';

/** What `accept` makes of the datagrams; it gives null for one that is not the answer. */
export interface Exchange<R> {
  readonly server: Endpoint;
  readonly query: Uint8Array;
  readonly timeoutMs: number;
  readonly accept: (bytes: Uint8Array) => R | null;
}

/** The word of the system for what went wrong: "ETIMEOUT", "ECONNREFUSED". Never throws. */
export function exchangeUdp<R extends object>({ server, query, timeoutMs, accept }: Exchange<R>): Promise<R | string> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(server.address) ? 'udp6' : 'udp4');
    const end = (result: R | string) => {
      clearTimeout(timer);
      socket.removeAllListeners().on('error', () => undefined);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(() => end('ETIMEOUT'), timeoutMs);
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.on('message', (bytes) => {
      const result = accept(bytes);
      if (result !== null) end(result);
    });
    // Connected: the kernel lets in nothing from elsewhere, and tells when nobody listens.
    socket.on('connect', () => socket.send(query));
    socket.connect(server.port, server.address);
  });
}
