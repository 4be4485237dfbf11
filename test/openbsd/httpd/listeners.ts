// The listening sockets: those whose address stays are kept over a reload, the rest opened and closed.
import { createServer, type Server, type Socket } from 'node:net';
import { keyOf, type Place } from './places.ts';

export type Accept = (socket: Socket) => void;

export interface Listening extends Place {
  readonly accept: Accept;
}

const STRERROR: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Address already in use', EADDRNOTAVAIL: "Can't assign requested address", EACCES: 'Permission denied',
};

/** FACTS 2: `parent: send server: …`, and the daemon ends. */
export class ListenFailure extends Error {
  constructor(code: string) {
    super(`parent: send server: ${STRERROR[code] ?? code}`);
  }
}

export class Listeners {
  readonly #open = new Map<string, RealListener>();

  /** Every connection of before ends: the configuration that served it is gone. */
  async listen(wanted: readonly Listening[]): Promise<void> {
    const keys = new Set(wanted.map(keyOf));
    for (const [key, listener] of this.#open) {
      listener.endConnections();
      if (keys.has(key)) continue;
      listener.close();
      this.#open.delete(key);
    }
    for (const place of wanted) await this.#listenAt(place);
  }

  close(): void {
    for (const listener of this.#open.values()) {
      listener.close();
      listener.endConnections();
    }
    this.#open.clear();
  }

  async #listenAt(place: Listening): Promise<void> {
    for (const address of place.local) await mustBeLocal(address);
    const known = this.#open.get(keyOf(place));
    if (known !== undefined) {
      known.accept = place.accept;
      return;
    }
    const listener = await RealListener.open(place);
    if (listener !== null) this.#open.set(keyOf(place), listener);
  }
}

class RealListener {
  accept: Accept;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(accept: Accept) {
    this.accept = accept;
    this.#server = createServer((socket) => this.#take(socket));
  }

  /** Null: the machine has no IPv6, and nobody asked for more than `*`. */
  static async open({ host, port, accept }: Listening): Promise<RealListener | null> {
    const listener = new RealListener(accept);
    const code = await bind(listener.#server, host, port);
    if (code === null) return listener;
    if (host === '::' && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL' || code === 'EINVAL')) return null;
    throw new ListenFailure(code);
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    this.accept(socket);
  }

  close(): void {
    this.#server.close();
  }

  /** What has been answered is still sent. */
  endConnections(): void {
    for (const socket of this.#sockets) socket.destroySoon();
  }
}

/** The error code, null when it listens. */
function bind(server: Server, host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'EIO'));
    server.listen({ host, port, ipv6Only: true }, () => resolve(null));
  });
}

async function mustBeLocal(host: string): Promise<void> {
  const probe = createServer();
  const code = await bind(probe, host, 0);
  if (code !== null) throw new ListenFailure(code);
  await new Promise((resolve) => probe.close(resolve));
}
