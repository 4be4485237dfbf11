// What stands in DNS and in policies.
import assert from 'node:assert/strict';
import { encode, RECURSION_AVAILABLE, type Answer } from 'dns-packet';
import { parseDomainName } from '../../../src/formats/mta-sts/domain-name.ts';
import { formatPolicy } from '../../../src/formats/mta-sts/format-policy.ts';
import { matchesMx } from '../../../src/formats/mta-sts/matches-mx.ts';
import { parsePolicy } from '../../../src/formats/mta-sts/parse-policy.ts';
import { judgeBySenders } from '../../../src/formats/mta-sts/senders.ts';
import { formatStsRecord, parseStsRecord } from '../../../src/formats/mta-sts/sts-record.ts';
import { readAnswer } from '../../../src/formats/dns/read-answer.ts';
import { parseReportUri } from '../../../src/formats/tls-rpt/report-uri.ts';
import { parseTlsRptRecord } from '../../../src/formats/tls-rpt/tls-rpt-record.ts';
import type { Target } from '../target.ts';

const QUESTION = { name: '_mta-sts.example.org', type: 'TXT' } as const;
const ID = 0x1234;

function answerOf(answers: Answer[]): Uint8Array {
  return encode({ type: 'response', id: ID, flags: RECURSION_AVAILABLE, questions: [{ ...QUESTION, class: 'IN' }], answers });
}

const ANSWERS = [
  answerOf([{ type: 'TXT', name: QUESTION.name, ttl: 300, data: ['v=STSv1; ', 'id=1;'] }]),
  answerOf([{ type: 'CNAME', name: QUESTION.name, ttl: 300, data: 'a.example.net' }, { type: 'TXT', name: 'a.example.net', ttl: 300, data: 'v=STSv1; id=1;' }]),
  answerOf([]),
];

export const MTA_STS: readonly Target[] = [
  {
    name: 'policy',
    seeds: ['version: STSv1\r\nmode: enforce\r\nmx: mx.example.org\r\nmx: *.example.net\r\nmax_age: 604800\r\n', 'version: STSv1\nmode: none\nmax_age: 1\nfoo: bar\n'],
    check: (bytes) => {
      const text = bytes.toString('utf8');
      const parsed = parsePolicy(text);
      judgeBySenders(text, parsed);
      if (parsed.policy === null) return;
      // What we write of what we read is the same policy, and none but a valid one.
      const again = parsePolicy(formatPolicy(parsed.policy)).policy;
      assert.deepEqual(again, parsed.policy);
      for (const pattern of parsed.policy.mx) matchesMx(pattern, 'mx.example.org');
    },
  },
  {
    name: 'TXT records',
    seeds: ['v=STSv1; id=20161201T010203;', 'v=STSv1;id=1;foo=bar;', 'v=TLSRPTv1; rua=mailto:a@example.org,https://example.org/x%2c;', 'v=TLSRPTv1;rua=mailto:a@b!50m; x=y'],
    check: (bytes) => {
      const text = bytes.toString('latin1');
      const { id } = parseStsRecord(text);
      if (id !== null) assert.equal(parseStsRecord(formatStsRecord(id)).id, id);
      parseTlsRptRecord(text);
      parseReportUri(text);
      const name = parseDomainName(text);
      if (name.ok) assert.deepEqual(parseDomainName(name.name), name);
    },
  },
  {
    name: 'DNS message',
    seeds: ANSWERS,
    check: (bytes) => {
      // The id is a matter of chance to an attacker; a fuzzer need not find it.
      const message = Buffer.concat([Buffer.from([0x12, 0x34]), bytes.subarray(2)]);
      readAnswer(message, QUESTION, ID);
      readAnswer(message, { name: 'example.org', type: 'MX' }, ID);
    },
  },
];
