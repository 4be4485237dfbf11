// What lint asks of the machine at hand, beyond what the parsers ask.
import { spawnSync } from 'node:child_process';
import { fstatSockets, relaydSockets, type ForeignSocket } from '../lint/lint-ports.ts';
import { readBytes } from './read-bytes.ts';

export const RELAYD = '/etc/relayd.conf';
const OPENSSL = '/usr/bin/openssl';
export const FSTAT = '/usr/bin/fstat';

/** The public half alone leaves openssl(1): stsctl reads no key. */
export function publicKeyOf(path: string): string | null {
  const { status, stdout } = spawnSync(OPENSSL, ['pkey', '-in', path, '-pubout'], { encoding: 'utf8', env: {}, stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 });
  return status === 0 ? stdout : null;
}

/** Listeners other than httpd: those of relayd.conf, and on OpenBSD those that run. */
export function foreignSockets(root: string): ForeignSocket[] {
  const relayd = relaydSockets(root + RELAYD, readBytes(root + RELAYD) ?? '');
  if (process.platform !== 'openbsd' || root !== '') return relayd;
  const { status, stdout } = spawnSync(FSTAT, ['-n'], { encoding: 'latin1', env: {}, timeout: 10_000 });
  return status === 0 ? [...relayd, ...fstatSockets(stdout)] : relayd;
}
