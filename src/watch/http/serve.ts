// The daemon's HTTP server: small requests, few connections, short patience, and no file behind it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Endpoint } from '../../formats/endpoint.ts';
import type { Snapshot } from '../../model/watch.ts';
import { answerTo } from './answer.ts';

const MOST_CONNECTIONS = 64;
const MAX_HEADER_BYTES = 8 * 1024;
const HEADERS_TIMEOUT_MS = 5000;
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 5000;
/** A reader that takes nothing for so long is let go. */
const IDLE_MS = 20_000;
const MOST_REQUESTS = 100;

/** Resolves once it listens; rejects when it can't, with the system's error. */
export function serve({ address, port }: Endpoint, snapshot: () => Snapshot, onFault: (error: unknown) => void): Promise<Server> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    try {
      reply(request, response, snapshot);
    } catch (error) {
      // A bug must not end the watch.
      onFault(error);
      request.socket.destroy();
    }
  };
  const server = createServer(
    { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS, connectionsCheckingInterval: 1000, requireHostHeader: true },
    answer,
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.maxRequestsPerSocket = MOST_REQUESTS;
  server.maxHeadersCount = 50;
  server.setTimeout(IDLE_MS, (socket) => socket.destroy());
  // "Expect: 100-continue" is answered as any other request, and an upgrade is none we know.
  server.on('checkContinue', answer);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, ipv6Only: true }, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve(server);
    });
  });
}

/** A body is never read: the connection of whoever sends one ends with the answer. */
function reply(request: IncomingMessage, response: ServerResponse, snapshot: () => Snapshot): void {
  const { method = '', url = '', headers } = request;
  const { status, headers: said, body } = answerTo({ method, target: url, host: headers.host ?? null }, snapshot);
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  const bytes = Buffer.from(body, 'utf8');
  response.writeHead(status, { ...said, 'Content-Length': bytes.length, ...(hasBody || status === 405 ? { Connection: 'close' } : {}) });
  response.end(method === 'HEAD' ? undefined : bytes, () => {
    if (hasBody) request.socket.destroy();
  });
}

/** Whoever is in the middle of a request is cut off: the daemon ends. */
export function stopServing(server: Server): void {
  server.close();
  server.closeAllConnections();
}
