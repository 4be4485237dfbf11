// The certificate a server shows: the first of a PEM file.
import { X509Certificate } from 'node:crypto';
import type { Bytes } from '../../model/bytes.ts';

/** Null when the file does not begin with a certificate. */
export function parseLeaf(content: Bytes): X509Certificate | null {
  try {
    return new X509Certificate(Buffer.from(content, 'latin1'));
  } catch {
    return null;
  }
}

/** RFC 8461 3.3: among the SAN DNS-IDs, never the CN; a wildcard as the left-most label only. */
export function namesHost(leaf: X509Certificate, host: string): boolean {
  return leaf.checkHost(host, { subject: 'never', wildcards: true, partialWildcards: false, multiLabelWildcards: false }) !== undefined;
}

/** Whether it is for that public key, given in PEM. */
export function isForKey(leaf: X509Certificate, publicKeyPem: string): boolean {
  const plain = (pem: string) => pem.replace(/\s+/g, '');
  return plain(leaf.publicKey.export({ type: 'spki', format: 'pem' }).toString()) === plain(publicKeyPem);
}

/** Milliseconds since 1970. */
export function validity(leaf: X509Certificate): { readonly from: number; readonly to: number } {
  return { from: Date.parse(leaf.validFrom), to: Date.parse(leaf.validTo) };
}
