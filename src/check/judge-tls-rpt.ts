// The _smtp._tls record as those who send reports read it (RFC 8460 3).
import type { DnsAnswer } from '../model/dns.ts';
import type { Finding } from '../model/finding.ts';
import { parseTlsRptRecord } from '../formats/tls-rpt/tls-rpt-record.ts';
import type { Found } from './found.ts';
import { judgeDnsFailure } from './judge-dns-failure.ts';
import { sortTxt } from './judge-txt-records.ts';
import type { Subject } from './subject.ts';

const VERSION = 'v=TLSRPTv1';

export function judgeTlsRpt(answer: DnsAnswer<'TXT'>, { domain, ours }: Subject, found: Found): Finding[] {
  const name = `_smtp._tls.${domain}`;
  const wanted = ours?.tlsrpt ?? null;
  const publish = `publish at ${name}: ${wanted ?? 'v=TLSRPTv1; rua=mailto:ADDRESS'}`;
  const records = sortTxt(answer, VERSION);
  switch (records.kind) {
    case 'failed':
      return judgeDnsFailure(`TXT of ${name}`, answer, found);
    case 'several':
      return [found('tlsrpt-several', `${name} has ${records.count} records that begin with ${VERSION};`, 'take away all but one')];
    case 'none':
      if (records.others.some((text) => /^\s*v\s*=\s*tlsrpt/i.test(text))) return [found('tlsrpt-malformed', `the record at ${name} does not begin with ${VERSION};`, publish)];
      // Reports are of use to any domain, and missed only where they were ordered.
      return [found('tlsrpt-missing', `${name} asks for no reports: ${records.why}`, publish, { severity: wanted === null ? 'note' : 'warning' })];
    case 'one':
      return judgeOne(records.text, wanted, name, publish, found);
  }
}

function judgeOne(text: string, wanted: string | null, name: string, publish: string, found: Found): Finding[] {
  const { uris, problem } = parseTlsRptRecord(text);
  if (uris === null) return [found('tlsrpt-malformed', `the record at ${name} ${problem ?? ''}`, publish)];
  const configured = wanted === null ? null : parseTlsRptRecord(wanted).uris;
  if (configured === null || sameSet(configured, uris)) return [];
  return [found('tlsrpt-differs', `${name} has reports sent to ${uris.join(',')}, which is not what is configured`, publish)];
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
