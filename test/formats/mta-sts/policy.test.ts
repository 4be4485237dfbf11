// Policies by RFC 8461 3.2, and what senders make of ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Policy } from '../../../src/model/config.ts';
import { formatPolicy } from '../../../src/formats/mta-sts/format-policy.ts';
import { parsePolicy } from '../../../src/formats/mta-sts/parse-policy.ts';

const ENFORCE: Policy = { mode: 'enforce', maxAgeSeconds: 86400, mx: ['mail.example.com', 'mx-backup.example.com'] };
const TEXT = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: mx-backup.example.com\r\nmax_age: 86400\r\n';

function good(text: string, want: Policy, ...remarks: string[]): void {
  const { policy, problems, remarks: found } = parsePolicy(text);
  assert.deepEqual(problems, [], JSON.stringify(text));
  assert.deepEqual(policy, want, JSON.stringify(text));
  assert.deepEqual(found.map(({ code }) => code), remarks, JSON.stringify(text));
}

function bad(text: string, ...codes: string[]): void {
  const { policy, problems } = parsePolicy(text);
  assert.equal(policy, null, JSON.stringify(text));
  assert.deepEqual(problems.map(({ code, line }) => `${code} ${line}`), codes, JSON.stringify(text));
}

test('a policy is written with CRLF throughout, the version first and one line end at the end', () => {
  assert.equal(formatPolicy(ENFORCE), TEXT);
  assert.equal(formatPolicy({ mode: 'none', maxAgeSeconds: 86400, mx: [] }), 'version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n');
});

test('what the RFC allows is read', () => {
  const lf = TEXT.replaceAll('\r', '');
  good(TEXT, ENFORCE);
  good(lf, ENFORCE); // a term is LF or CRLF
  good(TEXT.slice(0, -2), ENFORCE); // the last one may be left out
  good(TEXT.replaceAll('\r\n', '  \t\r\n'), ENFORCE, ...Array.from({ length: 5 }, () => 'trailing-blanks')); // *WSP behind a field
  good(TEXT.replaceAll(': ', ':\t '), ENFORCE); // *WSP behind the colon
  good(TEXT.replaceAll(': ', ':'), ENFORCE); // none is enough
  good(lf.replace('\n', '\r\n'), ENFORCE, 'mixed-line-ends'); // legal, refused by checkdmarc
  good(`${TEXT}ext.en-s_ion: a b:c=ü\r\n`, ENFORCE, 'unknown-field'); // ignored
  good(TEXT.replace('mode: enforce', 'mode: enforce\r\nmode: testing'), ENFORCE, 'repeated-field'); // first one wins
  good(TEXT.replace('mode: enforce', 'mode: enforce\r\nmode: rubbish'), ENFORCE, 'repeated-field'); // and the rest is ignored
  good('mode: enforce\nversion: STSv1\nmax_age: 86400\nmx: mail.example.com\nmx: mx-backup.example.com', ENFORCE, 'version-not-first');
  good('version: STSv1\nmode: none\nmax_age: 0', { mode: 'none', maxAgeSeconds: 0, mx: [] }); // no mx, age 0
  good('version: STSv1\nmode: testing\nmax_age: 31557600\nmx: *.Example.com', { mode: 'testing', maxAgeSeconds: 31557600, mx: ['*.example.com'] });
  good('version: STSv1\nmode: testing\nmax_age: 0000086400\nmx: a\nmx: a', { mode: 'testing', maxAgeSeconds: 86400, mx: ['a', 'a'] }, 'repeated-mx');
});

test('what the RFC does not allow is told by line', () => {
  bad('', 'missing-field 1', 'missing-field 1', 'missing-field 1', 'missing-field 1'); // nothing
  bad(TEXT.replace('mode: enforce', 'mode: Enforce'), 'bad-value 2'); // case-sensitive
  bad(TEXT.replace('mode:', 'Mode:'), 'missing-field 5'); // an unknown field is not a mode
  bad(TEXT.replace('mode:', 'mode :'), 'malformed-line 2', 'missing-field 5'); // blank before the colon
  bad(`${TEXT}\r\n`, 'blank-line 6'); // a blank line
  bad(TEXT.replace('\r\nmode', '\r\n\r\nmode'), 'blank-line 2');
  bad(` ${TEXT}`, 'malformed-line 1', 'missing-field 1'); // leading blank
  bad(`\uFEFF${TEXT}`, 'bad-character 1'); // byte order mark
  bad(`\u00EF\u00BB\u00BF${TEXT}`, 'bad-character 1'); // the same, as bytes
  bad(TEXT.slice(TEXT.indexOf('mode')), 'missing-field 1'); // no version
  bad('\uFEFF', 'bad-character 1', 'missing-field 1', 'missing-field 1', 'missing-field 1', 'missing-field 1');
  bad(TEXT.replaceAll('\r\n', '\r'), 'bad-character 1', 'missing-field 1', 'missing-field 1', 'missing-field 1', 'missing-field 1'); // bare CR
  bad(TEXT.replace('86400', '31557601'), 'bad-value 5'); // over the maximum
  bad(TEXT.replace('86400', '1d'), 'bad-value 5'); // not a number
  bad(TEXT.replace('86400', '00000086400'), 'bad-value 5'); // eleven digits
  bad(TEXT.replace('86400', '-1'), 'bad-value 5');
  bad(TEXT.replace('mail.example.com', 'mail.example.com, mx2.example.com'), 'bad-value 3'); // comma list
  bad(TEXT.replace('mail.example.com', 'mail.example.com.'), 'bad-value 3'); // trailing dot
  bad(TEXT.replace('mail.example.com', 'mail.*.com'), 'bad-value 3'); // wildcard inside
  bad(TEXT.replace('mail.example.com', '*mail.com'), 'bad-value 3'); // part of a label
  bad(TEXT.replace('mail.example.com', '.example.com'), 'bad-value 3'); // as in older drafts
  bad(TEXT.replace('STSv1', 'STSv2'), 'bad-value 1');
  bad(TEXT.replace('STSv1', 'stsv1'), 'bad-value 1');
  bad('version: STSv1\nmode: enforce\nmax_age: 86400\n', 'missing-field 3'); // enforce without mx
  bad('# a comment\r\n'.concat(TEXT), 'malformed-line 1');
  bad(TEXT.concat('ext:\r\n'), 'bad-value 6'); // a value is at least one character
});

const label = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?$/);
const host = fc.tuple(fc.constantFrom('', '*.'), fc.array(label, { minLength: 2, maxLength: 4 })).map(([wildcard, labels]) => wildcard + labels.join('.'));
const policy = fc.record<Policy>({ mode: fc.constantFrom<Policy['mode']>('testing', 'enforce', 'none'), maxAgeSeconds: fc.integer({ min: 0, max: 31557600 }), mx: fc.uniqueArray(host, { minLength: 1, maxLength: 6 }) }, { noNullPrototype: true });

test('a policy that is written reads as it was, without a remark', () => {
  fc.assert(
    fc.property(policy, (each) => {
      good(formatPolicy(each), each);
    }),
  );
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom('version', 'mode', 'mx', 'max_age', '__proto__', ':', ' ', '\t', '\r', '\n', '\r\n', 'STSv1', 'enforce', '1', '*.', 'a.b', '\0', 'ü');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(piece).map((each) => each.join(''))), (text) => {
      const { policy: read, problems } = parsePolicy(text);
      assert.equal(read === null, problems.length > 0);
    }),
    { numRuns: 3000 },
  );
});

test('64 KB of anything is read in no time', () => {
  for (const unit of ['\n', ' ', '\t', ':', 'a: b\n', 'mx: a.b\n', '\r']) {
    const start = process.cpuUsage();
    parsePolicy(unit.repeat(65536 / unit.length));
    assert.ok(process.cpuUsage(start).user < 1_500_000, JSON.stringify(unit));
  }
});
