// Hand-made servers that already do what a policy host needs: judged role by role, kept where they work.
import type { AcmeClientConf } from '../model/acme-client-conf.ts';
import type { DesiredDomain } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { HttpdConf, Server } from '../model/httpd-conf.ts';
import { AnsweringServers } from '../formats/httpd-conf/answering-server.ts';
import { POLICY_PATH } from '../formats/httpd-conf/policy-request.ts';
import { servedFile } from '../formats/httpd-conf/served-file.ts';
import { isPolicyPath } from '../formats/mta-sts/policy-path.ts';
import type { CertificatePath } from './certificate-paths.ts';
import { keptCertificate } from './kept-certificate.ts';
import type { Role } from './marker.ts';
import { reachedSockets, socketsOn } from './reached-sockets.ts';
import { PORT } from './render-servers.ts';
import { challengeFault, policyFault } from './role-fault.ts';

/** A foreign server that serves a role of a policy host, or why it does not. */
export type KeptRole = { readonly works: true; readonly server: Server } | { readonly works: false; readonly server: Server; readonly why: string };

export interface KeptHost {
  readonly challenge: KeptRole | null;
  readonly policy: KeptRole | null;
  /** Where its policy is served from, when that role works. */
  readonly policyFile: string | null;
  readonly certificate: CertificatePath | null;
}

export const NOTHING_KEPT: KeptHost = { challenge: null, policy: null, policyFile: null, certificate: null };

export interface World {
  readonly conf: HttpdConf;
  readonly answering: AnsweringServers;
  readonly acme: AcmeClientConf;
  readonly facts: Facts;
  /** Servers that stsctl wrote: nothing to keep there. */
  readonly ours: ReadonlySet<Server>;
}

/** What answers for this host already; null for a role nobody answers or that is ours. */
export function keptHost(domain: DesiredDomain, world: World): KeptHost {
  const challenge = judgeRole('challenge', domain, world);
  const policy = judgeRole('policy', domain, world);
  const policyFile = policy?.works === true ? servedFile(world.conf, policy.server, POLICY_PATH).file : null;
  const certificate = policy?.works === true ? certificateOf(policy.server, domain, world) : null;
  return { challenge, policy, policyFile, certificate: certificate === null || 'why' in certificate ? null : certificate };
}

function judgeRole(role: Role, domain: DesiredDomain, world: World): KeptRole | null {
  const port = PORT[role];
  const at = (socket: string) => world.answering.of(socket, port, domain.policyHost)[0];
  const reached = reachedSockets(domain.addresses, port, world);
  const sockets = [...reached.map(({ socket }) => socket).filter((socket) => socket !== null), ...socketsOn(world.conf, port)];
  const server = sockets.map(at).find((each) => each !== undefined);
  if (server === undefined || world.ours.has(server)) return null;
  const elsewhere = reached.find(({ socket }) => socket === null || at(socket) !== server);
  if (elsewhere !== undefined) return { works: false, server, why: `it does not answer at ${elsewhere.address} port ${port}` };
  const why = role === 'challenge' ? challengeFault(server, world.conf) : keptPolicyFault(server, domain, world);
  return why === null ? { works: true, server } : { works: false, server, why };
}

function keptPolicyFault(server: Server, domain: DesiredDomain, world: World): string | null {
  const fault = policyFault(server, world.conf, null);
  if (fault !== null) return fault;
  const { file } = servedFile(world.conf, server, POLICY_PATH);
  if (!isPolicyPath(file)) return `it serves the policy from ${file}, where stsctl does not write`;
  const kind = world.facts.files.get(file)?.stat?.kind ?? 'file';
  if (kind !== 'file') return `it serves the policy from ${file}, which is no regular file`;
  const certificate = certificateOf(server, domain, world);
  return 'why' in certificate ? certificate.why : null;
}

function certificateOf({ tls }: Server, { policyHost }: DesiredDomain, { acme, facts }: World) {
  return keptCertificate(policyHost, tls, acme, facts);
}
