// A certificate request (PKCS #10) for a key and its names.
import { webcrypto, createPublicKey, type KeyObject } from 'node:crypto';

/** The library is slow to load: only when a certificate is asked for. */
async function x509() {
  await import('reflect-metadata');
  const library = await import('@peculiar/x509');
  library.cryptoProvider.set(webcrypto as never);
  return library;
}

type Algorithm = { readonly name: 'ECDSA'; readonly namedCurve: string; readonly hash: string } | { readonly name: 'RSASSA-PKCS1-v1_5'; readonly hash: string };

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384' };

export function algorithmOf(key: KeyObject): Algorithm {
  if (key.asymmetricKeyType === 'rsa') return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const namedCurve = CURVES[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'P-384';
  return { name: 'ECDSA', namedCurve, hash: namedCurve === 'P-256' ? 'SHA-256' : 'SHA-384' };
}

export async function webKeys(key: KeyObject): Promise<{ readonly privateKey: webcrypto.CryptoKey; readonly publicKey: webcrypto.CryptoKey }> {
  const algorithm = algorithmOf(key);
  const { subtle } = webcrypto;
  return {
    privateKey: await subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), algorithm, true, ['sign']),
    publicKey: await subtle.importKey('spki', createPublicKey(key).export({ type: 'spki', format: 'der' }), algorithm, true, ['verify']),
  };
}

/** DER. */
export async function certificateRequest(key: KeyObject, names: readonly string[]): Promise<Buffer> {
  const { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } = await x509();
  const request = await Pkcs10CertificateRequestGenerator.create({
    name: `CN=${names[0] ?? ''}`,
    keys: (await webKeys(key)) as never,
    signingAlgorithm: algorithmOf(key),
    extensions: [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))],
  });
  return Buffer.from(request.rawData);
}

export { x509 };
