// The _mta-sts record as senders read it (RFC 8461 3.1).
import type { DnsAnswer } from '../model/dns.ts';
import type { Finding } from '../model/finding.ts';
import { formatStsRecord, parseStsRecord } from '../formats/mta-sts/sts-record.ts';
import { listed, shortened, type Found } from './found.ts';
import { judgeDnsFailure } from './judge-dns-failure.ts';
import { sortTxt } from './judge-txt-records.ts';
import type { Subject } from './subject.ts';

export interface StsRecordJudged {
  /** Null when senders see none. */
  readonly id: string | null;
  /** The resolver said that there is no record of this kind, not even a broken one. */
  readonly isAbsent: boolean;
  readonly findings: readonly Finding[];
}

const VERSION = 'v=STSv1';
/** Written by a person for a policy record, though no sender takes it for one. */
const MEANT = /^["\s]*v\s*=\s*"?\s*sts/i;

export function judgeStsRecord(answer: DnsAnswer<'TXT'>, { domain, ours }: Subject, found: Found): StsRecordJudged {
  const name = `_mta-sts.${domain}`;
  const records = sortTxt(answer, VERSION);
  const failure = judgeDnsFailure(`TXT of ${name}`, answer, found);
  const publish = ours === null ? `publish at ${name}: ${formatStsRecord('ID')}` : `publish at ${name}: ${formatStsRecord(ours.policyId)}`;
  const refused = (finding: Finding, isAbsent = false) => ({ id: null, isAbsent, findings: [finding, ...aliases(answer, name, found)] });
  switch (records.kind) {
    case 'failed':
      return { id: null, isAbsent: false, findings: failure };
    case 'several':
      return refused(found('sts-record-several', `${name} has ${records.count} records that begin with ${VERSION};`, 'take away all but one'));
    case 'none': {
      const meant = records.others.find((text) => MEANT.test(text.slice(0, 80)));
      if (meant !== undefined) return refused(found('sts-record-malformed', `${name} has "${shortened(meant, 80)}", which does not begin with ${VERSION};`, publish));
      return refused(found('sts-record-missing', `${name} has no record of MTA-STS: ${records.why}`, publish), true);
    }
    case 'one': {
      const { id, problem } = parseStsRecord(records.text);
      if (id === null) return refused(found('sts-record-malformed', `the record at ${name} ${problem ?? ''}`, publish));
      return { id, isAbsent: false, findings: [...aliases(answer, name, found), ...neighbours(records.others, name, found)] };
    }
  }
}

function aliases(answer: DnsAnswer<'TXT'>, name: string, found: Found): Finding[] {
  if (answer.kind === 'failed' || answer.aliases.length === 0) return [];
  return [found('sts-record-alias', `${name} is an alias of ${answer.aliases.at(-1) ?? ''}`, 'nothing, if whoever has that name is to decide on the policy')];
}

function neighbours(others: readonly string[], name: string, found: Found): Finding[] {
  const versions = others.filter((text) => text.startsWith(VERSION));
  const unrelated = others.filter((text) => !text.startsWith(VERSION));
  const quoted = (texts: readonly string[]) => listed(texts.map((text) => `"${shortened(text, 60)}"`), 3);
  return [
    ...(versions.length === 0 ? [] : [found('sts-record-sender', `valid, but beside ${quoted(versions)} postfix-mta-sts-resolver takes ${name} for no policy`, 'take away that record')]),
    ...(unrelated.length === 0 ? [] : [found('sts-record-unrelated', `${name} has other TXT records too, which senders discard: ${quoted(unrelated)}`, 'take them away, or the wildcard record they come from')]),
  ];
}
