// Certificates that are not there yet are asked for; one that is there is left to the renewal.
import type { Desired } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { IssueCertificateStep, TestChallengeStep } from '../model/plan.ts';
import type { Adoption } from './adoption.ts';
import { connectAddresses } from './plan-fetch.ts';
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

/** One look for each host before the authority is asked, so that no failed order counts against its limits. */
export function planChallengeTests(desired: Desired, facts: Facts, paths: CertificatePaths, adoption: Adoption, issues: readonly IssueCertificateStep[]): TestChallengeStep[] {
  const handles = new Set(issues.map(({ handle }) => handle));
  const tested = desired.domains.filter(({ policyHost }) => handles.has(paths.of(policyHost).handle ?? ''));
  return tested.map((domain) => ({
    kind: 'test-challenge',
    policyHost: domain.policyHost,
    directory: paths.of(domain.policyHost).challengedir,
    connect: connectAddresses(domain, 'challenge', facts, adoption),
    reason: 'a failed order would count against the limits of the authority',
  }));
}
