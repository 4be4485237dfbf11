// Certificates that are not there yet are asked for; one that is there is left to the renewal.
import type { Desired } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { IssueCertificateStep, MakeDirectoryStep, Step } from '../model/plan.ts';
import type { CertificatePaths } from './certificate-paths.ts';

/** Directories acme-client wants to find (acme-client(1) FILES), with the modes OpenBSD ships. */
const DIRECTORIES = [
  { path: '/etc/ssl', attributes: { mode: 0o755, uid: 0, gid: 0 } },
  { path: '/etc/ssl/private', attributes: { mode: 0o700, uid: 0, gid: 0 } },
  { path: '/etc/acme', attributes: { mode: 0o700, uid: 0, gid: 0 } },
  { path: '/var/www/acme', attributes: { mode: 0o755, uid: 0, gid: 1 } },
] as const;

export function planAcmeDirectories(facts: Facts): MakeDirectoryStep[] {
  return DIRECTORIES.filter(({ path }) => !facts.files.get(path)?.stat).map(({ path, attributes }) => ({
    kind: 'make-directory',
    path,
    attributes,
    reason: 'acme-client wants to find it',
  }));
}

/** One acme-client run for each handle whose certificate or key is missing. */
export function planCertificates(desired: Desired, facts: Facts, paths: CertificatePaths): Step[] {
  const handles = new Map<string, IssueCertificateStep>();
  for (const { policyHost } of desired.domains) {
    const { handle, certificate, key } = paths.of(policyHost);
    if (facts.files.get(certificate)?.stat && facts.files.get(key)?.stat) continue;
    handles.set(handle, { kind: 'issue-certificate', handle, reason: `there is no ${certificate} yet` });
  }
  return [...handles.values()];
}
