// Certificates that are not there yet are asked for; one that is there is left to the renewal.
import type { Desired } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { IssueCertificateStep } from '../model/plan.ts';
import type { CertificatePaths } from './certificate-paths.ts';

/** One acme-client run for each handle whose certificate or key is missing. */
export function planCertificates(desired: Desired, facts: Facts, paths: CertificatePaths): IssueCertificateStep[] {
  const handles = new Map<string, IssueCertificateStep>();
  for (const { policyHost } of desired.domains) {
    const { handle, certificate, key } = paths.of(policyHost);
    if (handle === null) continue;
    if (facts.files.get(certificate)?.stat && facts.files.get(key)?.stat) continue;
    handles.set(handle, { kind: 'issue-certificate', handle, reason: `there is no ${certificate} yet` });
  }
  return [...handles.values()];
}
