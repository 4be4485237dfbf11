// An authority of the tree's own, for machines without an ACME server: it checks the challenge and signs.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, webcrypto, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { algorithmOf, webKeys, x509 } from './certificate-request.ts';

const DAY = 86_400_000;
const VALID_DAYS = 90;

export const throwAwayRoot = (root: string) => `${root}/var/stand-in-ca/root.pem`;
const keyFile = (root: string) => `${root}/var/stand-in-ca/root.key`;

/** Makes the authority unless it is there. */
export async function makeThrowAwayCa(root: string): Promise<void> {
  if (existsSync(throwAwayRoot(root))) return;
  mkdirSync(`${root}/var/stand-in-ca`, { recursive: true });
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } = await x509();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: 'CN=Throw-away root of a stand-in',
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + 365 * DAY),
    keys: (await webKeys(privateKey)) as never,
    signingAlgorithm: algorithmOf(privateKey),
    extensions: [new BasicConstraintsExtension(true, undefined, true), new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)],
  });
  writeFileSync(keyFile(root), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o400 });
  writeFileSync(throwAwayRoot(root), `${certificate.toString('pem')}\n`);
}

export interface Validity {
  readonly days: number;
  /** Days that are over already. */
  readonly age: number;
}

/** Leaf and root in PEM. */
export async function signThrowAway(root: string, key: KeyObject, names: readonly string[], { days, age }: Validity = { days: VALID_DAYS, age: 0 }): Promise<string[]> {
  await makeThrowAwayCa(root);
  const { X509Certificate, X509CertificateGenerator, SubjectAlternativeNameExtension } = await x509();
  const rootPem = readFileSync(throwAwayRoot(root), 'utf8');
  const signer = createPrivateKey(readFileSync(keyFile(root)));
  const algorithm = algorithmOf(key);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: `CN=${names[0] ?? 'nobody'}`,
    issuer: new X509Certificate(rootPem).subject,
    notBefore: new Date(Date.now() - age * DAY - 60_000),
    notAfter: new Date(Date.now() + (days - age) * DAY - 60_000),
    publicKey: (await webcrypto.subtle.importKey('spki', createPublicKey(key).export({ type: 'spki', format: 'der' }), algorithm, true, ['verify'])) as never,
    signingKey: (await webKeys(signer)).privateKey as never,
    signingAlgorithm: algorithmOf(signer),
    extensions: names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value })))],
  });
  return [`${certificate.toString('pem')}\n`, rootPem];
}

function serial(): string {
  return `01${randomBytes(15).toString('hex')}`;
}
