// Whether the key a host shows is the one that is known for it (ssh_config(5) StrictHostKeyChecking).
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Failure } from '../model/failure.ts';
import { fingerprint, typeOfKey, type KnownKey } from './known-hosts.ts';
import { sshFailure, useOpenssh, type Named } from './ssh-problems.ts';

export interface ShownKey {
  readonly key: Buffer;
  /** As known_hosts has it: "[mail1.example.com]:2222". */
  readonly knownAs: string;
}

/** Null: it is known. "new": nothing is known of this host. */
export function judgeHostKey({ key, knownAs }: ShownKey, known: readonly KnownKey[], named: Named): Failure | 'new' | null {
  const same = known.filter((each) => each.key.equals(key));
  const revoked = same.find(({ isRevoked }) => isRevoked);
  const shown = `${shortType(typeOfKey(key))} ${fingerprint(key)}`;
  if (revoked !== undefined) return sshFailure('ssh-host-key', named, `the host key of ${named.name} is revoked (${revoked.where}): ${shown}`, 'find out why; do not log in there');
  if (same.some(({ isAuthority }) => !isAuthority)) return null;
  const others = known.filter(({ isRevoked, isAuthority }) => !isRevoked && !isAuthority);
  if (others.length > 0) return changed(shown, knownAs, others, named);
  if (known.some(({ isAuthority }) => isAuthority)) return sshFailure('ssh-host-key', named, `${named.name} is known by an authority that signs host keys, which ssh2 can't check`, useOpenssh(named));
  return 'new';
}

function changed(shown: string, knownAs: string, others: readonly KnownKey[], named: Named): Failure {
  const known = others.map(({ key, type, where }) => `${shortType(type)} ${fingerprint(key)} (${where})`).join(', ');
  const file = others[0]?.where.replace(/:\d+$/, '') ?? '';
  const message = `THE HOST KEY OF ${named.name} HAS CHANGED: it shows ${shown}, known is ${known}; somebody may be listening in`;
  return sshFailure('ssh-host-key', named, message, `ask whoever runs it; only if the new key is right: ssh-keygen -R '${knownAs}' -f ${file}`);
}

export function unknownKey({ key, knownAs }: ShownKey, file: string | null, named: Named): Failure {
  const type = typeOfKey(key);
  const message = `the host key of ${named.name} is not known: ${shortType(type)} ${fingerprint(key)}`;
  const add = file === null ? 'stsctl --accept-new' : `echo '${knownHostsLine(key, knownAs)}' >> ${file}`;
  return sshFailure('ssh-host-key', named, message, `compare it with what this prints on its console: ssh-keygen -lf /etc/ssh/ssh_host_${shortType(type).toLowerCase()}_key.pub; then: ${add}`);
}

export function knownHostsLine(key: Buffer, knownAs: string): string {
  return `${knownAs} ${typeOfKey(key)} ${key.toString('base64')}`;
}

export async function addKnownHost(file: string, shown: ShownKey): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const text = await readFile(file, 'latin1').catch(() => '');
  // The last entry may have no end of line: it must not become one with ours.
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  await appendFile(file, `${gap}${knownHostsLine(shown.key, shown.knownAs)}\n`, { mode: 0o600 });
}

function shortType(type: string): string {
  return type.replace(/^ssh-/, '').replace(/^ecdsa-.*/, 'ecdsa').toUpperCase();
}
