// Whether the certificate a hand-made server has will do for a policy host, and who renews it.
import { CHALLENGEDIR } from '../model/base-system.ts';
import type { AcmeClientConf } from '../model/acme-client-conf.ts';
import type { Facts } from '../model/facts.ts';
import type { TlsOptions } from '../model/httpd-conf.ts';
import { namesHost, parseLeaf } from '../formats/certificate/leaf.ts';
import type { CertificatePath } from './certificate-paths.ts';

/** A handle of acme-client.conf that writes it and names the host, else what the file itself says. */
export function keptCertificate(policyHost: string, { certificate, key }: TlsOptions, acme: AcmeClientConf, facts: Facts): CertificatePath | { readonly why: string } {
  const handle = acme.domains.find(({ fullChain }) => fullChain === certificate);
  if (handle !== undefined) {
    if (handle.challengedir !== CHALLENGEDIR) return { why: `handle "${handle.handle}" puts its challenges into ${handle.challengedir}, and only ${CHALLENGEDIR} is tested` };
    const names = [handle.name, ...handle.alternativeNames];
    if (names.includes(policyHost)) return { handle: handle.handle, certificate, key, looksAt: handle.certificate ?? certificate, challengedir: CHALLENGEDIR };
    return { why: `handle "${handle.handle}", which writes its certificate, does not name ${policyHost}` };
  }
  const content = facts.files.get(certificate)?.content ?? null;
  if (content === null) return { why: `there is no ${certificate}, and no handle of acme-client.conf writes it` };
  const leaf = parseLeaf(content);
  if (leaf === null) return { why: `${certificate} holds no certificate` };
  if (!namesHost(leaf, policyHost)) return { why: `its certificate does not name ${policyHost}` };
  return { handle: null, certificate, key, looksAt: certificate, challengedir: CHALLENGEDIR };
}
