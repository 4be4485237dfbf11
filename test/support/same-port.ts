// A name server answers over UDP and TCP at one port; nobody else may have either half of it.
import type { Socket } from 'node:dgram';
import type { AddressInfo, Server } from 'node:net';

/** Free ports are tried; more than a few taken halves in a row mean another fault. */
const TRIES = 50;

/** Makes both of a pair anew each time, since a socket that could not be bound is no more of use. `wanted` 0: any port. */
export async function bindBoth(make: () => { readonly tcp: Server; readonly udp: Socket }, address: string, wanted = 0): Promise<{ readonly tcp: Server; readonly udp: Socket; readonly port: number }> {
  for (let tried = 1; ; tried += 1) {
    const { tcp, udp } = make();
    try {
      await bound(tcp, () => tcp.listen(wanted, address));
      const { port } = tcp.address() as AddressInfo;
      await bound(udp, () => udp.bind(port, address));
      return { tcp, udp, port };
    } catch (error) {
      tcp.close();
      udp.close();
      if (wanted !== 0 || tried === TRIES || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

function bound(socket: Server | Socket, begin: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('listening', () => (socket.off('error', reject), resolve()));
    begin();
  });
}
