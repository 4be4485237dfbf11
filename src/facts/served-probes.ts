// What the servers that answer for a policy host already serve: their policy file and their certificate.
import type { FileFact } from '../model/facts.ts';
import type { HttpdConf, Server } from '../model/httpd-conf.ts';
import type { Probe } from '../model/host.ts';
import { AnsweringServers } from '../formats/httpd-conf/answering-server.ts';
import { POLICY_PATH } from '../formats/httpd-conf/policy-request.ts';
import { servedFile } from '../formats/httpd-conf/served-file.ts';
import { isPolicyPath } from '../formats/mta-sts/policy-path.ts';
import { certificateProbe, keyProbes } from './first-probes.ts';

const MAX_BYTES = 1024 * 1024;

/** Of every TLS server the pair too: one that can't be used ends TLS on its whole socket at the next reload (FACTS part 2). */
export function servedProbes(conf: HttpdConf, policyHosts: ReadonlySet<string>, files: ReadonlyMap<string, FileFact>): Probe[] {
  const answering = new AnsweringServers(conf);
  const sockets = new Set(conf.servers.flatMap(({ listens }) => listens.filter(({ port }) => port === 443).flatMap(({ resolved }) => resolved)));
  const servers = new Set<Server>(conf.servers.filter(({ listens }) => listens.some(({ tls }) => tls)));
  for (const host of policyHosts) for (const address of sockets) for (const server of answering.of(address, 443, host).slice(0, 1)) servers.add(server);
  return [...servers].flatMap((server) => probesFor(conf, server, files));
}

function probesFor(conf: HttpdConf, server: Server, files: ReadonlyMap<string, FileFact>): Probe[] {
  const certificate = [certificateProbe(server.tls.certificate), ...keyProbes(server.tls.key)];
  const { file } = servedFile(conf, server, POLICY_PATH);
  if (!isPolicyPath(file)) return certificate;
  const parents = file.split('/').slice(1, -1).map((_, depth, parts) => `/${parts.slice(0, depth + 1).join('/')}`);
  return [...certificate, policyProbe(file, files), ...parents.map((path): Probe => ({ kind: 'stat', path, follow: true }))];
}

/** Looked at before it is read: somebody else's file may be anything, and is no error as long as it is not to be written. */
function policyProbe(path: string, files: ReadonlyMap<string, FileFact>): Probe {
  return files.get(path)?.stat?.kind === 'file' ? { kind: 'file', path, maxBytes: MAX_BYTES } : { kind: 'stat', path };
}
