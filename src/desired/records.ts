// The DNS records of a domain: A and AAAA of its policy host, _mta-sts, _smtp._tls.
import type { DomainConfig } from '../model/config.ts';
import type { DnsRecord } from '../model/desired.ts';
import { formatStsRecord } from '../formats/mta-sts/sts-record.ts';
import { formatTlsRptRecord } from '../formats/tls-rpt/tls-rpt-record.ts';

export function recordsOf({ domain, addresses, tlsrpt }: DomainConfig, policyHost: string, policyId: string): DnsRecord[] {
  const hosts = addresses.map((value): DnsRecord => ({ name: policyHost, type: value.includes(':') ? 'AAAA' : 'A', value }));
  // RFC 8461 3.1 and RFC 8460 3.
  const sts: DnsRecord = { name: `_mta-sts.${domain}`, type: 'TXT', value: formatStsRecord(policyId) };
  const reports: DnsRecord[] = tlsrpt.length === 0 ? [] : [{ name: `_smtp._tls.${domain}`, type: 'TXT', value: formatTlsRptRecord(tlsrpt) }];
  return [...hosts, sts, ...reports];
}
