// What a policy host answers to a name that is not its own (RFC 8461 7.1).
import { connect } from 'node:tls';
import type { Finding } from '../model/finding.ts';
import { formatEndpoint, type Endpoint } from '../formats/endpoint.ts';
import { namesHost } from '../formats/certificate/leaf.ts';
import { listed, type Found } from './found.ts';
import { trusting } from './tls-trust.ts';

/** RFC 6761 6.4: nobody has it. */
const UNKNOWN = 'sni-test.invalid';
const TIMEOUT_MS = 10_000;
const MAX_NAMES = 3;

/** A note when some other certificate is shown; nothing when it aborts, or is the host's own. */
export function askUnknownName(policyHost: string, endpoint: Endpoint, found: Found): Promise<Finding[]> {
  return new Promise((resolve) => {
    const socket = connect({ host: endpoint.address, port: endpoint.port, servername: UNKNOWN, secureContext: trusting(undefined), rejectUnauthorized: false, checkServerIdentity: () => undefined });
    const end = (findings: Finding[]) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(findings);
    };
    const timer = setTimeout(() => end([]), TIMEOUT_MS);
    socket.on('error', () => end([]));
    socket.on('close', () => end([]));
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      if (certificate === undefined || namesHost(certificate, policyHost)) return end([]);
      const names = (certificate.subjectAltName ?? 'no name').split(', ').map((each) => each.replace(/^DNS:/, ''));
      end([found('policy-unknown-sni', `a name it does not have is answered with the certificate of ${listed(names, MAX_NAMES)}`, 'nothing, as long as the policy host has its own', { where: formatEndpoint(endpoint) })]);
    });
  });
}
