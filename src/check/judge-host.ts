// What the host behind a configured domain says of itself: httpd, and the file that is to be served.
import type { Endpoint } from '../formats/endpoint.ts';
import { policyId } from '../formats/mta-sts/policy-id.ts';
import type { Finding } from '../model/finding.ts';
import type { OnDisk } from './judge-fetched.ts';
import type { Found } from './found.ts';
import type { HostSide, Ours, Subject } from './subject.ts';

/** `bodies` are what is served: another policy than the configured one is told as such, and the file only where that is right. */
export function judgeHost({ policyHost, ours }: Subject, bodies: readonly string[], found: Found): Finding[] {
  if (ours === null || ours.host === null) return [];
  const { isRunning, isEnabled } = ours.host;
  return [
    ...(isRunning ? [] : [found('httpd-stopped', `httpd does not run on the host of ${policyHost}`, 'rcctl start httpd')]),
    ...(isEnabled ? [] : [found('httpd-disabled', 'httpd will not be started when the host is', 'rcctl enable httpd')]),
    ...(bodies.some((each) => each !== ours.body) ? [] : judgeFile(ours, ours.host, found)),
  ];
}

function judgeFile({ body, policyId: id }: Ours, { policyFile, policy }: HostSide, found: Found): Finding[] {
  if (policy === body) return [];
  const what = policy === null ? `there is no ${policyFile} that can be read` : `${policyFile} holds a policy of id ${policyId(policy)}, and ${id} is configured`;
  return [found('policy-file-differs', what, 'stsctl apply; once the policy is served, publish its id')];
}

/** What is right on disk and wrong where it is served is not mended by writing it again. */
export function servedOtherwise(findings: readonly Finding[], { policyHost, ours }: Subject): Finding[] {
  if (ours === null || ours.host === null || ours.host.policy !== ours.body) return [...findings];
  const { policyFile } = ours.host;
  return findings.map((each) => (each.code === 'policy-differs' ? { ...each, next: `${policyFile} is as configured: see whether that address leads to this host, and which server of httpd.conf answers for ${policyHost} there` } : each));
}

/** The certificate that is to be served at an endpoint; null where it is another host's affair. */
export function diskCertificate(endpoint: Endpoint, all: readonly Endpoint[], isConnected: boolean, { host }: Ours): OnDisk | null {
  if (host === null) return null;
  const isOwn = ({ address }: Endpoint) => host.addresses.includes(address);
  // Behind a router the public address is none of the host's own.
  return isConnected || isOwn(endpoint) || (all.length === 1 && !all.some(isOwn)) ? host.certificate : null;
}
