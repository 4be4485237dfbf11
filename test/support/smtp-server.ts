// A small mail host on the loopback interface: EHLO, STARTTLS, QUIT, and ways to fail at each.
import { createServer, type Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext, type SecureContextOptions } from 'node:tls';
import type { Endpoint } from '../../src/formats/endpoint.ts';

export interface SmtpOptions {
  readonly tls?: SecureContextOptions;
  /** By the name that is asked for (SNI). */
  readonly contextFor?: (name: string) => SecureContext | undefined;
  readonly greeting?: string | null;
  /** Waited for before the greeting. */
  readonly ready?: () => Promise<void>;
  readonly extensions?: readonly string[];
  readonly onStarttls?: string;
  /** Says nothing of its own after the greeting. */
  readonly isMute?: boolean;
}

export interface SmtpServer {
  readonly endpoint: Endpoint;
  /** What was said to it, over all connections. */
  readonly said: string[];
  close(): void;
}

export async function startSmtpServer(options: SmtpOptions): Promise<SmtpServer> {
  const said: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const { greeting = '220 mail.example.com ESMTP' } = options;
    if (greeting !== null) void (options.ready?.() ?? Promise.resolve()).then(() => socket.write(`${greeting}\r\n`));
    socket.on('data', (data) => listen(String(data).trim(), socket, options, said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { endpoint: { address: '127.0.0.1', port }, said, close: () => (server.close(), sockets.forEach((each) => each.destroy())) };
}

function listen(line: string, socket: Socket, options: SmtpOptions, said: string[]): void {
  said.push(line);
  const { extensions = ['STARTTLS', 'SIZE 1000'], onStarttls = '220 go ahead', isMute = false } = options;
  if (isMute) return;
  if (line.startsWith('EHLO')) socket.write(`${['mail.example.com', ...extensions].map((each, index, all) => `250${index === all.length - 1 ? ' ' : '-'}${each}\r\n`).join('')}`);
  if (line === 'QUIT') socket.end('221 bye\r\n');
  if (line !== 'STARTTLS') return;
  socket.write(`${onStarttls}\r\n`);
  if (onStarttls.startsWith('220')) secure(socket, options, said);
}

function secure(socket: Socket, { tls = {}, contextFor }: SmtpOptions, said: string[]): void {
  socket.removeAllListeners('data');
  const secured = new TLSSocket(socket, {
    isServer: true,
    secureContext: createSecureContext(tls),
    ...(contextFor === undefined ? {} : { SNICallback: (name: string, done: (error: Error | null, context?: SecureContext) => void) => done(null, contextFor(name)) }),
  });
  secured.on('error', () => undefined);
  secured.on('data', (data) => {
    said.push(`(TLS) ${String(data).trim()}`);
    secured.end('221 bye\r\n');
  });
}
