import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { caaObstacle, issuersOf } from '../../../src/formats/caa/judge-caa.ts';
import type { CaaRecord } from '../../../src/model/dns.ts';

const OURS = ['letsencrypt.org'];
const caa = (tag: string, value: string, isCritical = false): CaaRecord => ({ tag, value, isCritical });

const FREE: readonly (readonly CaaRecord[])[] = [
  [],
  [caa('issue', 'letsencrypt.org')],
  [caa('issue', ' LetsEncrypt.org ; validationmethods=dns-01,http-01')],
  [caa('issue', 'letsencrypt.org; accounturi=https://acme-v02.api.letsencrypt.org/acme/acct/1')],
  [caa('issue', 'other.example'), caa('issue', 'letsencrypt.org')],
  [caa('issue', 'letsencrypt.org; validationmethods=dns-01'), caa('issue', 'letsencrypt.org')],
  // About wildcard names alone.
  [caa('issuewild', 'other.example')],
  [caa('issuewild', ';')],
  [caa('iodef', 'mailto:security@example.com', true)],
  [caa('tbs', 'whatever')],
  [caa('issue', 'letsencrypt.org', true)],
];
for (const records of FREE) test(`free: ${JSON.stringify(records)}`, () => assert.equal(caaObstacle(records, OURS), null));

const STOPPED: readonly (readonly [readonly CaaRecord[], RegExp])[] = [
  [[caa('issue', ';')], /lets nobody issue/],
  [[caa('issue', '')], /lets nobody issue/],
  [[caa('issue', 'other.example'), caa('issue', ';')], /lets only other\.example issue/],
  [[caa('issue', 'letsencrypt.org.evil.example')], /only letsencrypt\.org\.evil\.example/],
  [[caa('issue', 'letsencrypt.org; validationmethods=dns-01')], /over HTTP/],
  [[caa('issue', 'letsencrypt.org'), caa('tbs', 'x', true)], /critical property "tbs"/],
];
for (const [records, why] of STOPPED) test(`stopped: ${JSON.stringify(records)}`, () => assert.match(caaObstacle(records, OURS) ?? '', why));

test('authorities by their directory', () => {
  assert.deepEqual(issuersOf('https://acme-v02.api.letsencrypt.org/directory'), OURS);
  for (const unknown of ['https://ca.example/dir', 'https://constructor/', '', 'no url']) assert.deepEqual(issuersOf(unknown), []);
});

test('any value at all', () => {
  fc.assert(fc.property(fc.string(), fc.string(), fc.boolean(), (tag, value, isCritical) => void caaObstacle([caa(tag, value, isCritical)], OURS)));
});
