// Which certificate each domain uses: its own, that of a group, or files of another client.
import type { DomainConfig } from '../model/config.ts';
import type { WantedCertificate } from '../model/desired.ts';

/** RFC 8461 3.3. */
export function policyHostOf(domain: string): string {
  return `mta-sts.${domain}`;
}

/** The domain whose certificate it is. */
export function ownerOf({ domain, certificate }: DomainConfig): string {
  return certificate.kind === 'shared' ? certificate.domain : domain;
}

/** By the domain it belongs to. */
export function wantedCertificates(domains: readonly DomainConfig[]): Map<string, WantedCertificate> {
  const members = new Map<string, string[]>();
  for (const each of domains) members.set(ownerOf(each), [...(members.get(ownerOf(each)) ?? []), each.domain]);
  const owners = domains.filter(({ certificate }) => certificate.kind !== 'shared');
  return new Map(owners.map((owner) => [owner.domain, wantedCertificate(owner, members.get(owner.domain) ?? [])]));
}

function wantedCertificate({ domain, certificate }: DomainConfig, members: readonly string[]): WantedCertificate {
  if (certificate.kind === 'files') return { handle: null, names: [], certificate: certificate.certificate, key: certificate.key };
  const handle = policyHostOf(domain);
  const others = members.filter((each) => each !== domain).map(policyHostOf);
  return { handle, names: [handle, ...others], certificate: `/etc/ssl/${handle}.fullchain.pem`, key: `/etc/ssl/private/${handle}.key` };
}
