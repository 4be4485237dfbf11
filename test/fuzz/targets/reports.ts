// Reports, and the mails they come in.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { readAnyMail } from '../../../src/reports/input/any-mail.ts';
import { readCommonMail } from '../../../src/reports/input/common-mail.ts';
import { Parameterized, readHeaders } from '../../../src/reports/input/mail-headers.ts';
import { MboxSplitter } from '../../../src/reports/input/split-mbox.ts';
import { unpack } from '../../../src/reports/input/unpack.ts';
import { formatStored, parseStored } from '../../../src/formats/tls-report/stored-line.ts';
import { parseTlsReport } from '../../../src/formats/tls-report/parse-tls-report.ts';
import type { Target } from '../target.ts';

const REPORT = JSON.stringify({
  'organization-name': 'Company-X',
  'date-range': { 'start-datetime': '2016-04-01T00:00:00Z', 'end-datetime': '2016-04-01T23:59:59Z' },
  'contact-info': 'sts-reporting@company-x.example',
  'report-id': '5065427c-23d3-47ca-b6e0-946ea0e8c4be',
  policies: [
    {
      policy: { 'policy-type': 'sts', 'policy-string': ['version: STSv1', 'mode: testing', 'mx: *.mail.company-y.example', 'max_age: 86400'], 'policy-domain': 'company-y.example', 'mx-host': '*.mail.company-y.example' },
      summary: { 'total-successful-session-count': 5326, 'total-failure-session-count': 303 },
      'failure-details': [{ 'result-type': 'certificate-expired', 'sending-mta-ip': '2001:db8:abcd:0012::1', 'receiving-mx-hostname': 'mx1.mail.company-y.example', 'failed-session-count': 100 }],
    },
  ],
});

const MAIL = [
  'From: a@company-x.example',
  'Content-Type: multipart/report; report-type="tlsrpt"; boundary="b"',
  'TLS-Report-Domain: company-y.example',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  'text',
  '--b',
  'Content-Type: application/tlsrpt+json',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(REPORT).toString('base64'),
  '--b--',
  '',
].join('\r\n');

function mailsOf(bytes: Buffer, cut: number): unknown[] {
  const found: unknown[] = [];
  const splitter = new MboxSplitter('f', (each) => found.push(each));
  splitter.push(Buffer.from(bytes.subarray(0, cut)));
  splitter.push(Buffer.from(bytes.subarray(cut)));
  splitter.end();
  return found;
}

function storedOf(text: string): string {
  const parsed = parseTlsReport(text);
  assert.ok(parsed.ok);
  const trust = { result: 'verified', domain: 'company-x.example', selector: 's', service: 'tlsrpt', why: null, isTemporary: false } as const;
  return formatStored({ ...parsed.report, id: '0123456789abcdef', received: '2016-04-02T00:00:00Z', trust, replaces: [], raw: [0, 10] });
}

export const REPORTS: readonly Target[] = [
  {
    name: 'TLS report',
    seeds: [REPORT],
    check: (bytes) => {
      const parsed = parseTlsReport(bytes.toString('utf8'));
      if (!parsed.ok) return assert.ok(parsed.problem.length > 0, 'what is refused is explained');
      for (const { successful, failed } of parsed.report.policies) assert.ok(Number.isSafeInteger(successful) && Number.isSafeInteger(failed) && successful >= 0 && failed >= 0, 'counts are counts');
      assert.match(parsed.report.day, /^\d{4}-\d\d-\d\d$/);
    },
  },
  {
    name: 'stored line',
    seeds: [storedOf(REPORT)],
    check: (bytes) => {
      const stored = parseStored(bytes.toString('utf8'));
      if (stored !== null) assert.deepEqual(parseStored(formatStored(stored)), stored);
    },
  },
  {
    name: 'report mail',
    seeds: [MAIL, MAIL.replaceAll('\r\n', '\n'), `From x\n${MAIL}\n\nFrom y\n${MAIL}`],
    check: (bytes) => {
      readCommonMail(bytes);
      new Parameterized(readHeaders(bytes)?.fields.get('content-type')?.[0]).parameters();
      // However the mails are cut into chunks, they are the same mails.
      assert.deepEqual(mailsOf(bytes, bytes.length >> 1), mailsOf(bytes, bytes.length));
    },
  },
  {
    // postal-mime's: nested parts, quoted-printable, RFC 2231.
    name: 'unusual mail',
    isAsync: true,
    seeds: [MAIL, MAIL.replace('base64', 'quoted-printable'), ['Content-Type: message/rfc822', '', MAIL].join('\r\n'), ['Content-Type: multipart/mixed; boundary*0=a; boundary*1=b', '', '--ab', MAIL, '--ab--', ''].join('\r\n')],
    check: async (bytes) => {
      const mail = await readAnyMail(bytes);
      if ('problem' in mail) return assert.ok(mail.problem.length > 0, 'what is refused is explained');
      assert.ok(mail.parts.length <= 20 && mail.parts.every(({ content }) => content.length > 0), 'few parts, each with something in it');
    },
  },
  {
    name: 'unpacking',
    seeds: [REPORT, gzipSync(REPORT), Buffer.concat([gzipSync(REPORT), gzipSync(REPORT)])],
    check: (bytes) => {
      const unpacked = unpack(bytes);
      if (!unpacked.ok) assert.ok(unpacked.problem.length > 0, 'what is refused is explained');
    },
  },
];
