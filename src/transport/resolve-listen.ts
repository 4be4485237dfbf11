// What a name in `listen on` stands for on this machine: an interface, an interface group or a host name.
import { networkInterfaces } from 'node:os';
import { statOf } from './local-files.ts';
import { lookProgram } from './look-program.ts';

export function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((each) => (each ?? []).map((one) => one.address));
}

/** Null when it stands for nothing. */
export async function resolveListen(name: string): Promise<readonly string[] | null> {
  const own = networkInterfaces()[name];
  if (own !== undefined) return own.map((each) => each.address);
  return (await groupAddresses(name)) ?? (await hostAddresses(name));
}

/** Interface groups such as "egress" are known to ifconfig(8) alone. */
async function groupAddresses(name: string): Promise<string[] | null> {
  if (!/^[a-z][a-z0-9]*$/.test(name) || process.platform !== 'openbsd') return null;
  if ((await statOf('/sbin/ifconfig')) === null) return null;
  const { exit, stdout } = await lookProgram(['/sbin/ifconfig', name], { cwd: '/', timeoutMs: 5000 });
  const found = [...stdout.matchAll(/^\s+inet6? ([0-9a-f.:]+)/gm)].map((each) => each[1] ?? '');
  return exit === 0 && found.length > 0 ? found : null;
}

async function hostAddresses(name: string): Promise<string[] | null> {
  const { lookup } = await import('node:dns/promises');
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.length === 0 ? null : found.map((each) => each.address);
}
