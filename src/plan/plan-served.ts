// Where each policy is served on a host as it is, whether or not a plan changes it.
import type { AcmeClientConf } from '../model/acme-client-conf.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import { AnsweringServers } from '../formats/httpd-conf/answering-server.ts';
import { adoptServers } from './adoption.ts';
import { certificatePaths } from './certificate-paths.ts';
import { connectAddresses } from './plan-fetch.ts';
import { readAcmeClientConf } from './read-acme-client-conf.ts';
import { readHttpdConf } from './read-httpd-conf.ts';

export interface Served {
  readonly domain: DesiredDomain;
  /** Addresses of the host to connect to, port 443. */
  readonly connect: readonly string[];
}

export function planServed(desired: Desired, facts: Facts): Served[] {
  const { adoption } = servedWorld(desired, facts, readAcmeClientConf(desired, facts).conf);
  return desired.domains.map((domain) => ({ domain, connect: connectAddresses(domain, 'policy', facts, adoption) }));
}

/** What httpd.conf has now, what of it is kept, and where certificates are. */
export function servedWorld(desired: Desired, facts: Facts, acme: AcmeClientConf) {
  const web = readHttpdConf(facts);
  const { verdict, blocks } = web;
  const world = { conf: verdict.conf, answering: new AnsweringServers(verdict.conf), acme, facts, ours: new Set(blocks.ours.map(({ server }) => server)) };
  const adoption = adoptServers(desired, blocks, world, false);
  return { web, verdict, adoption, paths: certificatePaths(desired, acme, adoption) };
}
