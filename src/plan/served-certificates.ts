// Which certificates httpd may show: libtls takes the first keypair of a socket whose certificate has the name.
import type { Desired } from '../model/desired.ts';
import type { HttpdConf } from '../model/httpd-conf.ts';
import type { CertificatePaths } from './certificate-paths.ts';

/** Absolute paths, each once. */
export function servedCertificates(desired: Desired, { servers }: HttpdConf, paths: CertificatePaths): string[] {
  const foreign = servers.filter(({ listens }) => listens.some(({ tls }) => tls)).map(({ tls }) => tls.certificate);
  return [...new Set([...desired.domains.map(({ policyHost }) => paths.of(policyHost).certificate), ...foreign])].filter((path) => path.startsWith('/'));
}
