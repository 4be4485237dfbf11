// Why a server does not serve a role of a policy host: asked of hand-made servers, and once more of the result.
import { CHALLENGEDIR } from '../model/base-system.ts';
import type { HttpdConf, Server } from '../model/httpd-conf.ts';
import { CHALLENGE_PATH, POLICY_PATH } from '../formats/httpd-conf/policy-request.ts';
import { servedFile, textMediaType, type Served } from '../formats/httpd-conf/served-file.ts';

/** RFC 8555 8.3: the token must come back; null when it does. */
export function challengeFault(server: Server, conf: HttpdConf): string | null {
  const served = servedFile(conf, server, CHALLENGE_PATH);
  const wanted = `${CHALLENGEDIR}/${CHALLENGE_PATH.slice(CHALLENGE_PATH.lastIndexOf('/') + 1)}`;
  if (served.obstacle !== null) return obstructed(served);
  return served.file === wanted ? null : `it looks for challenges at ${served.file}, and acme-client puts them at ${wanted}`;
}

/** RFC 8461 3.3: served as it is, as text/plain; null when it is. `file` is where it must come from, null for anywhere. */
export function policyFault(server: Server, conf: HttpdConf, file: string | null): string | null {
  const served = servedFile(conf, server, POLICY_PATH);
  if (served.obstacle !== null) return obstructed(served);
  const type = textMediaType(conf, served.location ?? server);
  if (type !== 'text/plain') return `it serves the policy as ${type}`;
  return file === null || served.file === file ? null : `it serves the policy from ${served.file}, and stsctl writes ${file}`;
}

function obstructed({ location, obstacle }: Served): string {
  return `${location === null ? 'the server' : `location "${location.path}"`} ${obstacle?.what ?? ''}`;
}
