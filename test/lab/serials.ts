// Serial numbers of certificates, on disk and as served.
import type { Namespace } from './namespace.ts';

/** Standard input is closed, or s_client would wait for it. */
const SERVED = 'openssl s_client -servername "$1" -connect "$2" </dev/null 2>/dev/null | openssl x509 -noout -serial';

export function storedSerial(namespace: Namespace, path: string): string {
  return serialIn(namespace.demand('openssl', 'x509', '-noout', '-serial', '-in', path));
}

export function servedSerial(namespace: Namespace, name: string, address: string): string {
  const place = address.includes(':') ? `[${address}]:443` : `${address}:443`;
  return serialIn(namespace.demand('/bin/sh', '-c', SERVED, 'sh', name, place));
}

function serialIn(said: string): string {
  return said.trim().replace(/^serial=/, '');
}
