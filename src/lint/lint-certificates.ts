// Certificates and keys that do not belong together: httpd -n is content, and every TLS session fails.
import type { Bytes } from '../model/bytes.ts';
import type { HttpdConf, Server } from '../model/httpd-conf.ts';
import type { LintFinding } from '../model/lint.ts';
import { isForKey, parseLeaf } from '../formats/certificate/leaf.ts';
import { placeInText } from './place-in-text.ts';

export interface CertificateWorld {
  /** PEM; null for a file that is not there or can't be read. */
  readonly readCertificate: (path: string) => Bytes | null;
  /** The public half of a private key, SPKI in PEM; null where it can't be had. The key itself is never read here. */
  readonly publicKeyOf: (path: string) => string | null;
}

export function lintCertificates(file: string, text: Bytes, { servers }: HttpdConf, world: CertificateWorld): LintFinding[] {
  const seen = new Set<string>();
  return servers.filter(({ listens }) => listens.some(({ tls }) => tls)).flatMap((server) => {
    const pair = `${server.tls.certificate}\n${server.tls.key}`;
    if (seen.has(pair)) return [];
    seen.add(pair);
    const fault = faultOf(server, world);
    if (fault === null) return [];
    const place = server.file === file ? placeInText(file, text, server.line, server.name) : { file: server.file, line: server.line };
    return [{ code: 'key-mismatch', severity: 'error', place, ...fault } satisfies LintFinding];
  });
}

type Fault = Pick<LintFinding, 'message' | 'why' | 'next'>;

function faultOf({ name, tls }: Server, { readCertificate, publicKeyOf }: CertificateWorld): Fault | null {
  const pem = readCertificate(tls.certificate);
  if (pem === null) return null;
  const certificate = parseLeaf(pem);
  if (certificate === null) {
    return { message: `server "${name}" has ${tls.certificate}, which holds no certificate`, why: 'httpd -n reads no certificate; when it runs, every TLS session of that port fails', next: `remove ${tls.certificate} and get it anew (acme-client)` };
  }
  const key = publicKeyOf(tls.key);
  if (key === null || isForKey(certificate, key)) return null;
  return { message: `server "${name}" has a certificate and a key that do not belong together`, why: 'httpd -n compares them not; when it runs, every TLS session of that server fails', next: `see which key ${tls.certificate} was issued for; else remove it and get it anew (acme-client)` };
}
