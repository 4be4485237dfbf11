// What a result type is taken for, senders' own names too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain, isKnownResultType, RESULT_TYPES, resultType } from '../../../src/formats/tls-report/result-types.ts';

test('each name of RFC 8460 4.3 is of its family', () => {
  const families = (family: string) => [...RESULT_TYPES].filter(([, each]) => each.family === family).map(([name]) => name).sort();
  assert.deepEqual(families('starttls'), ['starttls-not-supported']);
  assert.deepEqual(families('certificate'), ['certificate-expired', 'certificate-host-mismatch', 'certificate-not-trusted', 'validation-failure']);
  assert.deepEqual(families('sts'), ['sts-policy-fetch-error', 'sts-policy-invalid', 'sts-webpki-invalid']);
  assert.deepEqual(families('dane'), ['dane-required', 'dnssec-invalid', 'tlsa-invalid']);
  assert.deepEqual(['sts-policy-invalid', 'sts-other'].map(isKnownResultType), [true, false]);
  assert.equal(resultType('tlsa-invalid').family, 'dane');
});

test('a name that a sender made up goes by how it begins', () => {
  const family = (name: string) => resultType(name).family;
  assert.deepEqual(['sts-other', 'certificate-revoked', 'other-sts-', 'x-certificate-', 'constructor'].map(family), ['sts', 'certificate', 'other', 'other', 'other']);
});

test('a command names the domain, or asks about all of them', () => {
  assert.equal(explain('sts-webpki-invalid', null).check, 'stsctl check');
  const { cause, check } = explain('sts-webpki-invalid', 'a.example');
  assert.equal(check, 'stsctl check a.example');
  assert.match(cause, /mta-sts\.a\.example/);
  assert.doesNotMatch(cause, /DOMAIN/);
});
