// One question over TCP, for answers that are too long for UDP (RFC 7766 8).
import { connect } from 'node:net';
import type { Exchange } from './exchange-udp.ts';

/** Reads one message, however the stream is cut; what follows it is not read. */
export function exchangeTcp<R extends object>({ server, query, timeoutMs, accept }: Exchange<R>): Promise<R | string> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port });
    const chunks: Buffer[] = [];
    let size = 0;
    let wanted: number | null = null;
    const end = (result: R | string) => {
      clearTimeout(timer);
      socket.removeAllListeners().on('error', () => undefined);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => end('ETIMEOUT'), timeoutMs);
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.on('end', () => end('EOF'));
    socket.on('connect', () => socket.write(Buffer.concat([lengthOf(query), query])));
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < 2) return;
      wanted ??= 2 + Buffer.concat(chunks).readUInt16BE(0);
      if (size >= wanted) end(accept(Buffer.concat(chunks).subarray(2, wanted)) ?? 'EBADMSG');
    });
  });
}

function lengthOf(query: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  return length;
}
