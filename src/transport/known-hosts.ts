// Which host keys are known for a host.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { linesFor, type KnownLine } from './match-known-host.ts';

export interface KnownKey {
  readonly type: string;
  readonly key: Buffer;
  readonly isRevoked: boolean;
  /** `@cert-authority`: signs host keys, is none. */
  readonly isAuthority: boolean;
  /** FILE:LINE, for messages. */
  readonly where: string;
}

/** The name a host's key is kept under (ssh_config(5) HostKeyAlias; sshd(8) SSH_KNOWN_HOSTS FILE FORMAT). */
export function knownName(hostname: string, port: number, alias: string | null): string {
  if (alias !== null) return alias;
  return port === 22 ? hostname.toLowerCase() : `[${hostname.toLowerCase()}]:${port}`;
}

/** A file that is missing or can't be read knows nobody. */
export function knownKeys(name: string, files: readonly string[]): KnownKey[] {
  return files.flatMap((file) => linesFor(name, readFileOr(file)).map((found) => keyOf(found, file)));
}

function readFileOr(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function keyOf({ line, marker, type, key }: KnownLine, file: string): KnownKey {
  return { type, key: Buffer.from(key, 'base64'), isRevoked: marker === 'revoked', isAuthority: marker === 'cert-authority', where: `${file}:${line}` };
}

/** As `ssh-keygen -l` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** Type of a key in SSH's own form (RFC 4253 6.6): its first string. */
export function typeOfKey(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return length < 64 ? key.subarray(4, 4 + length).toString('latin1') : '';
}

/** Signature algorithms that show a key of that type. */
const ALGORITHMS: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

/** A host is asked for a key that is known, or one known by another would seem to have changed; all of them when none is. */
export function serverHostKeys(known: readonly KnownKey[]): string[] {
  const types = new Set(known.filter(({ isRevoked, isAuthority }) => !isRevoked && !isAuthority).map(({ type }) => type));
  const all = Object.entries(ALGORITHMS);
  const wanted = all.filter(([type]) => types.has(type));
  return (wanted.length > 0 ? wanted : all).flatMap(([, names]) => names);
}
