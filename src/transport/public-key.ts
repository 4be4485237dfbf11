// The public half of a private key's file, as openssl(1) gives it: stsctl itself reads no key.
import { publicKeyIn } from '../formats/public-key-answer.ts';
import { lookProgram } from './look-program.ts';
import { statOf } from './local-files.ts';

const OPENSSL = '/usr/bin/openssl';
const TIMEOUT_MS = 10_000;

/** PEM; null for a file that holds no usable key; undefined when there is no file, no openssl or no leave to read it. */
export async function publicKeyOf(path: string): Promise<string | null | undefined> {
  const found = await statOf(path, true).catch(() => null);
  if (found?.kind !== 'file') return undefined;
  // No standard input: a key with a passphrase is one that httpd can't use either.
  return publicKeyIn(await lookProgram([OPENSSL, 'pkey', '-in', path, '-pubout', '-passin', 'pass:'], { cwd: '/', timeoutMs: TIMEOUT_MS }));
}
