import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRenewals } from '../../src/check/judge-renewals.ts';
import type { RenewalState } from '../../src/model/renewal.ts';
import { NOW } from '../support/now.ts';

const handles = new Map([['example.com', 'mta-sts.example.com']]);
const expires = new Date('2027-01-01T00:00:00Z');
const judged = (changes: Partial<RenewalState>) => judgeRenewals(handles, [{ handle: 'mta-sts.example.com', at: NOW, result: 'not-due', expires, ...changes }], NOW).map(({ severity, message }) => `${severity}: ${message}`);

test('a renewal that runs and does not fail is nothing to tell; neither is one that stsctl has never run', () => {
  assert.deepEqual(judged({}), []);
  assert.deepEqual(judged({ at: new Date(NOW.getTime() - 2.9 * 86_400_000) }), []);
  assert.deepEqual(judgeRenewals(handles, [], NOW), []);
});

test('not run for three days, or failed the last time', () => {
  assert.deepEqual(judged({ at: new Date(NOW.getTime() - 5 * 86_400_000) }), ['error: the renewal of mta-sts.example.com has not run for 5 days; the certificate expires on 2027-01-01']);
  assert.deepEqual(judged({ result: 'failed', expires: null }), ['warning: the last renewal of mta-sts.example.com failed']);
});
