// The record at _smtp._tls.DOMAIN and the URIs in it (RFC 8460 3).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseReportUri } from '../../../src/formats/tls-rpt/report-uri.ts';
import { formatTlsRptRecord, parseTlsRptRecord } from '../../../src/formats/tls-rpt/tls-rpt-record.ts';

const good = (text: string, ...uris: string[]) => assert.deepEqual(parseTlsRptRecord(text), { uris, problem: null }, text);

function bad(text: string): void {
  const { uris, problem } = parseTlsRptRecord(text);
  assert.equal(uris, null, text);
  assert.ok(problem, text);
}

test('records by the ABNF', () => {
  good('v=TLSRPTv1;rua=mailto:reports@example.com;', 'mailto:reports@example.com');
  good('v=TLSRPTv1; rua=mailto:reports@example.com', 'mailto:reports@example.com');
  good('v=TLSRPTv1;rua=mailto:a@b , https://c/d', 'mailto:a@b', 'https://c/d');
  good('v=TLSRPTv1; ext=x; rua=https://a/b?c=d%2Ce ; ', 'https://a/b?c=d%2Ce');
  bad('');
  bad('v=TLSRPTv1');
  bad('v=TLSRPTv1; rua=');
  bad('v=tlsrptv1; rua=mailto:a@b'); // case-sensitive
  bad('v=TLSRPTv1; rua=http://a/b'); // mailto: and https: only
  bad('v=TLSRPTv1; rua=mailto:a@b,'); // empty URI
  bad('v=TLSRPTv1; rua=mailto:a!10m@b'); // "!" is to be encoded
  bad('v=TLSRPTv1; rua=mailto:a@b; rua=mailto:c@d'); // which of the two
  bad('v=TLSRPTv1;; rua=mailto:a@b');
  bad(' v=TLSRPTv1; rua=mailto:a@b');
  bad('v=TLSRPTv1; rua=mailto:a@b ');
});

test('URIs that can be put into a record', () => {
  const fine = (text: string, uri = text) => assert.deepEqual(parseReportUri(text), { ok: true, uri }, text);
  const refused = (text: string) => assert.equal(parseReportUri(text).ok, false, text);
  fine('mailto:reports+tls@example.com');
  fine('MAILTO:Reports@example.com', 'mailto:Reports@example.com'); // the scheme is lowered, the mailbox kept
  fine('mailto:a%21b@example.com');
  fine('https://reports.example.com:8443/tls/v1?id=1&x=%2C');
  fine('https://example.com');
  refused('reports@example.com');
  refused('http://example.com/');
  refused('constructor:x'); // no scheme of ours
  refused('mailto:');
  refused('mailto:a@localhost');
  refused('mailto:a@b@example.com');
  refused('mailto:a@example.com?subject=x');
  refused('mailto:a;b@example.com');
  refused('mailto:"a b"@example.com');
  refused('https://user@example.com/');
  refused('https://example.com/#here');
  refused('https://example.com:99999/');
  refused('https:///x');
  refused('https://example.com/\n');
  refused('https://exämple.com/');
});

test('a record that is written reads as it was', () => {
  const mailbox = fc.stringMatching(/^[a-z0-9.+_-]{1,20}$/).map((local) => `mailto:${local}@example.com`);
  const url = fc.stringMatching(/^[a-z0-9/]{0,20}$/).map((path) => `https://example.com/${path}`);
  fc.assert(
    fc.property(fc.array(fc.oneof(mailbox, url), { minLength: 1, maxLength: 5 }), (uris) => {
      for (const uri of uris) assert.deepEqual(parseReportUri(uri), { ok: true, uri });
      good(formatTlsRptRecord(uris), ...uris);
    }),
  );
});

test('no text makes either throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('v=TLSRPTv1', ';', ' ', 'rua=', 'mailto:', 'https:', '//', 'a', '@', ',', '%', '.', ':', '\0', 'ü') }), (text) => {
      parseTlsRptRecord(text);
      parseReportUri(text);
    }),
  );
});
