// The CAA records that an authority goes by, and what they say of ours.
import type { DnsAnswer } from '../model/dns.ts';
import type { Finding } from '../model/finding.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import { caaObstacle, issuersOf } from '../formats/caa/judge-caa.ts';
import { Resolver } from './dns/resolver.ts';
import { finderOf, type Found } from './found.ts';
import { judgeDnsFailure } from './judge-dns-failure.ts';
import { systemResolvers } from './open-mail.ts';

export interface RelevantCaa {
  readonly name: string;
  readonly answer: DnsAnswer<'CAA'>;
}

/** RFC 8659 3: of the name or the closest one above it that has any; null for none. All are asked side by side. */
export async function relevantCaa(resolver: Resolver, host: string): Promise<RelevantCaa | null> {
  const labels = host.split('.');
  const all = await Promise.all(labels.map(async (_, index) => ({ name: labels.slice(index).join('.'), answer: await resolver.ask(labels.slice(index).join('.'), 'CAA') })));
  return all.find(({ answer }) => answer.kind !== 'none') ?? null;
}

/** `issuers` are the names of the authority; empty for one that is not known, of which nothing can be said. */
export function judgeCaa(caa: RelevantCaa | null, host: string, issuers: readonly string[], found: Found): Finding[] {
  const [issuer] = issuers;
  if (caa === null || issuer === undefined) return [];
  const { name, answer } = caa;
  // What only stands above may be a resolver that knows no such names.
  if (answer.kind === 'failed') return host.endsWith(`.${name}`) && name !== host.slice(host.indexOf('.') + 1) ? [] : judgeDnsFailure(`CAA of ${name}`, answer, found);
  const obstacle = answer.kind === 'records' ? caaObstacle(answer.values, issuers) : null;
  return obstacle === null ? [] : [found('caa-forbids', `the CAA record of ${name} keeps ${issuer} from issuing for ${host}: ${obstacle}`, `publish: ${name}. IN CAA 0 issue "${issuer}"`)];
}

const TIMEOUT_MS = 1500;

/** Before a certificate is asked for: what is known for sure to keep the authority from it. A resolver that does not answer is no such thing. */
export async function caaFindings(policyHost: string, apiUrl: string, servers: readonly Endpoint[] | null): Promise<Finding[]> {
  const issuers = issuersOf(apiUrl);
  if (issuers.length === 0) return [];
  const caa = await relevantCaa(new Resolver({ servers: servers ?? systemResolvers(), timeoutMs: TIMEOUT_MS }), policyHost);
  return caa?.answer.kind === 'failed' ? [] : judgeCaa(caa, policyHost, issuers, finderOf(policyHost));
}
