// The record at _mta-sts.DOMAIN (RFC 8461 3.1) and the id in it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { policyId } from '../../../src/formats/mta-sts/policy-id.ts';
import { formatStsRecord, parseStsRecord } from '../../../src/formats/mta-sts/sts-record.ts';

const good = (text: string, id: string) => assert.deepEqual(parseStsRecord(text), { id, problem: null }, text);

function bad(text: string): void {
  const { id, problem } = parseStsRecord(text);
  assert.equal(id, null, text);
  assert.ok(problem, text);
}

test('records by the ABNF', () => {
  good('v=STSv1; id=20220426', '20220426');
  good('v=STSv1; id=20220426;', '20220426'); // final delimiter
  good('v=STSv1;id=a; ', 'a'); // blanks belong to the delimiter
  good('v=STSv1 \t;\t id=A1\t;\t', 'A1');
  good('v=STSv1; id=a; ext.en-s_ion=b:c', 'a'); // unknown fields are ignored
  good('v=STSv1; ext=b; id=a', 'a');
  bad(''); // nothing
  bad('v=STSv1'); // no field
  bad('v=STSv1;'); // no field
  bad('v=STSv1; id='); // no id
  bad('v=stsv1; id=a'); // case-sensitive
  bad('v=STSv10; id=a'); // another version
  bad(' v=STSv1; id=a'); // leading blank
  bad('v=STSv1; id=a '); // trailing blank without ";"
  bad('v=STSv1; id=a;;'); // additional semicolon
  bad('v=STSv1;; id=a');
  bad('v=STSv1; id=a-b'); // letters and digits only
  bad(`v=STSv1; id=${'a'.repeat(33)}`); // 32 at most
  bad('v=STSv1; id=a; id=b'); // which of the two
  bad('v=STSv1; ID=a'); // case-sensitive
  bad('v=STSv1; id=a; b'); // no value
  bad('v=STSv1; id=a; b=c=d'); // "=" in a value
  bad('v=STSv1, id=a');
  bad('v=spf1 -all');
});

test('a record that is written reads as it was', () => {
  fc.assert(fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,32}$/), (id) => good(formatStsRecord(id), id)));
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('v=STSv1', ';', ' ', 'id=', 'a', '=', '\t', '\0', 'ü') }), (text) => void parseStsRecord(text)));
});

test('the id is 32 letters and digits, the same for the same policy', () => {
  assert.equal(policyId('version: STSv1\r\n'), 'e8788e4325c4294cf30251e1299e8130');
  assert.match(policyId(''), /^[0-9a-f]{32}$/);
  assert.notEqual(policyId('a'), policyId('b'));
});
