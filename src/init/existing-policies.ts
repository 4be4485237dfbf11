// A set-up made by hand: the policy hosts that httpd.conf serves, and the file each policy is in.
import type { HttpdConf } from '../model/httpd-conf.ts';
import { POLICY_PATH } from '../formats/httpd-conf/policy-request.ts';
import { servedFile } from '../formats/httpd-conf/served-file.ts';
import { isDomain } from '../formats/mta-sts/domain-name.ts';

export interface ServedPolicy {
  readonly domain: string;
  /** Absolute, with the chroot. */
  readonly path: string;
}

/** Of the first TLS server on port 443 of each such name, as httpd chooses it. */
export function policyFiles(conf: HttpdConf): ServedPolicy[] {
  const found = new Map<string, string>();
  for (const server of conf.servers.filter(({ listens }) => listens.some(({ port, tls }) => tls && port === 443))) {
    for (const { name, match } of server.names) {
      const domain = match ? null : domainOf(name);
      if (domain !== null && !found.has(domain)) found.set(domain, servedFile(conf, server, POLICY_PATH).file);
    }
  }
  return [...found].map(([domain, path]) => ({ domain, path }));
}

/** RFC 8461 3.3: the policy host is mta-sts. and the domain. */
function domainOf(name: string): string | null {
  const domain = name.toLowerCase().replace(/^mta-sts\./, '');
  return domain !== name.toLowerCase() && isDomain(domain) ? domain : null;
}
