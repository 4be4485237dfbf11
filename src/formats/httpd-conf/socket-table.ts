// The servers httpd has stored, by address, port and name: who is defined twice, who shares a socket with whom.
import { anyOfFamily } from './address.ts';
import type { ServerDraft } from './drafts.ts';

export interface Stored {
  readonly order: number;
  readonly tls: boolean;
  readonly draft: ServerDraft;
}

interface Socket {
  readonly first: Stored;
  readonly names: Set<string>;
}

export class SocketTable {
  /** By port, then by address. */
  readonly #sockets = new Map<number, Map<string, Socket>>();
  #count = 0;

  /** An any-address stored before covers every address of its family, not the other way round (FACTS 1, Meaning checks). */
  has(name: string, address: string, port: number): boolean {
    const sockets = this.#sockets.get(port);
    return sockets?.get(address)?.names.has(name) === true || sockets?.get(anyOfFamily(address))?.names.has(name) === true;
  }

  /** The first server stored for this socket, whatever its name. */
  first(address: string, port: number): Stored | null {
    const sockets = this.#sockets.get(port);
    const exact = sockets?.get(address)?.first ?? null;
    const any = sockets?.get(anyOfFamily(address))?.first ?? null;
    if (exact === null || any === null) return exact ?? any;
    return exact.order < any.order ? exact : any;
  }

  add(name: string, address: string, port: number, tls: boolean, draft: ServerDraft): void {
    let sockets = this.#sockets.get(port);
    if (sockets === undefined) this.#sockets.set(port, (sockets = new Map()));
    const socket = sockets.get(address);
    if (socket === undefined) sockets.set(address, { first: { order: this.#count, tls, draft }, names: new Set([name]) });
    else socket.names.add(name);
    this.#count += 1;
  }
}
