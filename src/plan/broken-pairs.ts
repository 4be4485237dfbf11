// Certificates and keys that httpd could not load: it gives up TLS on the whole socket then, other sites included (FACTS part 2).
import type { Facts } from '../model/facts.ts';
import type { HttpdConf, Server } from '../model/httpd-conf.ts';
import { isForKey, parseLeaf } from '../formats/certificate/leaf.ts';

export interface BrokenPair {
  readonly server: Server;
  readonly certificate: string;
  /** A sentence about the file. */
  readonly what: string;
}

/** Each once; a file that is not there is no such fault: httpd passes over that server alone. */
export function brokenPairs({ servers }: HttpdConf, facts: Facts): BrokenPair[] {
  const found = new Map<string, BrokenPair>();
  for (const server of servers.filter(({ listens }) => listens.some(({ tls }) => tls))) {
    const { certificate, key } = server.tls;
    const what = pairFault(certificate, key, facts);
    if (what !== null) found.set(`${certificate} ${key}`, { server, certificate, what });
  }
  return [...found.values()];
}

function pairFault(certificate: string, key: string, { files, publicKeys }: Facts): string | null {
  const content = files.get(certificate)?.content ?? null;
  if (content === null || !files.get(key)?.stat) return null;
  const leaf = parseLeaf(content);
  const publicKey = publicKeys.get(key);
  if (leaf === null) return `${certificate} does not begin with a whole certificate`;
  if (publicKey === null) return `${key} holds no key that can be used`;
  return publicKey === undefined || isForKey(leaf, publicKey) ? null : `${certificate} is not for the key in ${key}`;
}
