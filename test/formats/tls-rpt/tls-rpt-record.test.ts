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

test('the problem names what is wrong', () => {
  const problem = (fields: string) => parseTlsRptRecord(`v=TLSRPTv1;${fields}`).problem ?? '';
  assert.match(problem('; rua=mailto:a@b'), /an empty field/);
  assert.match(problem('wibble; rua=mailto:a@b'), /"wibble", which is not of the form/);
  assert.match(problem('x=y'), /no rua/);
  assert.match(problem('rua=mailto:a@b;rua=mailto:a@b'), /more than one/);
  assert.match(problem('rua=mailto:a@b,ftp://c'), /"ftp:\/\/c"/);
});

test('a URI is refused with the place and what to write instead', () => {
  const refusal = (text: string) => parseReportUri(text) as { readonly problem: string; readonly at?: number; readonly length?: number };
  assert.deepEqual([refusal('mailto:a,b@c.example').at, refusal('mailto:a,b@c.example').length], [8, 1]);
  assert.match(refusal('mailto:a,b@c.example').problem, /%2C/);
  for (const [odd, code] of [['!', '%21'], [';', '%3B'], ["'", '%27'], ['$', '%24']]) assert.ok(refusal(`mailto:a${odd}b@c.example`).problem.includes(`"${odd}"; write ${code} `), odd);
  assert.match(refusal('mailto:ä@c.example').problem, /no URI has/);
  assert.deepEqual([refusal('https://a.example/\u{1F600}').at, refusal('https://a.example/\u{1F600}').length], [18, 2]);
  assert.deepEqual([refusal('https://a.example/%2').at, refusal('https://a.example/%2').length], [18, 1]);
  assert.match(refusal('post@a.example').problem, /write mailto:post@a\.example /);
  assert.match(refusal('smtp:post@a.example').problem, /write mailto:post@a\.example /);
  assert.match(refusal('ftp://post@a.example/').problem, /a mailto: or https: URI/);
  assert.equal(parseReportUri('https://a.example:65535').ok, true);
  assert.equal(parseReportUri('https://a.example:65536').ok, false);
  assert.equal(parseReportUri(`mailto:${'a'.repeat(64)}@b.example`).ok, true);
  assert.equal(parseReportUri(`mailto:${'a'.repeat(65)}@b.example`).ok, false);
  assert.equal(parseReportUri('mailto:@b.example').ok, false);
});
