// A resolver in a process of its own: the harness waits for stsctl and could not answer meanwhile.
import { fork } from 'node:child_process';
import { startDnsServer, type Zone } from '../support/dns-server.ts';

export interface Peers {
  /** Address and port. */
  readonly resolver: string;
  end(): void;
}

export async function startPeers(zone: Zone): Promise<Peers> {
  const child = fork(import.meta.filename, [JSON.stringify(zone)], { execArgv: ['--import', 'tsx'] });
  const resolver = await new Promise<string>((resolve, reject) => {
    child.once('message', (told) => resolve(String(told)));
    child.once('exit', (exit) => reject(new Error(`the resolver ended: ${exit}`)));
  });
  return { resolver, end: () => void child.kill() };
}

if (process.argv[1] === import.meta.filename && process.send !== undefined) {
  const { endpoint } = await startDnsServer(JSON.parse(process.argv[2] ?? '{}') as Zone);
  process.send(`${endpoint.address}:${endpoint.port}`);
  // With whoever asked.
  process.once('disconnect', () => process.exit());
}
