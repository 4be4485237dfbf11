// What DNS says of a domain that is to be proposed; nothing where no resolver answers.
import type { DnsType, DnsValues } from '../model/dns.ts';
import { systemResolvers } from '../check/open-mail.ts';
import { Resolver } from '../check/dns/resolver.ts';
import { specialAddress } from '../formats/address/special-address.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import { isDomain } from '../formats/mta-sts/domain-name.ts';
import { parseTlsRptRecord } from '../formats/tls-rpt/tls-rpt-record.ts';
import type { DomainInDns } from '../init/propose.ts';

/** Short: somebody waits for the proposal. */
const TIMEOUT_MS = 2000;

/** `server` in place of resolv.conf(5). */
export async function askDns(domains: readonly string[], server: Endpoint | null): Promise<Map<string, DomainInDns>> {
  const resolver = new Resolver({ servers: server === null ? systemResolvers() : [server], timeoutMs: TIMEOUT_MS });
  return new Map(await Promise.all(domains.map(async (domain) => [domain, await inDns(domain, resolver)] as const)));
}

async function inDns(domain: string, resolver: Resolver): Promise<DomainInDns> {
  const [mx, v4, v6, txt] = await Promise.all([
    valuesOf(resolver, domain, 'MX'),
    valuesOf(resolver, `mta-sts.${domain}`, 'A'),
    valuesOf(resolver, `mta-sts.${domain}`, 'AAAA'),
    valuesOf(resolver, `_smtp._tls.${domain}`, 'TXT'),
  ]);
  const hosts = mx.toSorted((a, b) => a.preference - b.preference).map(({ exchange }) => exchange.toLowerCase());
  return {
    mx: [...new Set(hosts.filter(isDomain))],
    addresses: [...v4, ...v6].filter((address) => specialAddress(address) === null),
    tlsrpt: txt.map((strings) => parseTlsRptRecord(strings.join('')).uris ?? []).find((uris) => uris.length > 0) ?? [],
  };
}

async function valuesOf<T extends DnsType>(resolver: Resolver, name: string, type: T): Promise<readonly DnsValues[T][]> {
  const answer = await resolver.ask(name, type);
  return answer.kind === 'records' ? answer.values : [];
}
