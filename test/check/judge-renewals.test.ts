import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRenewals, type Renewed } from '../../src/check/judge-renewals.ts';
import type { RenewalState } from '../../src/model/renewal.ts';
import { NOW } from '../support/now.ts';

const HANDLE = 'mta-sts.example.com';
const renewed = (changes: Partial<Renewed>) => new Map([['example.com', { handle: HANDLE, schedule: 'stsctl' as const, isOverdue: false, isUnheard: false, fault: null, ...changes }]]);
const expires = new Date('2027-01-01T00:00:00Z');
const state = (changes: Partial<RenewalState>): RenewalState => ({ handle: HANDLE, at: NOW, result: 'not-due', expires, ...changes });
const told = (handles: ReadonlyMap<string, Renewed>, states: readonly RenewalState[]) => judgeRenewals(handles, states, NOW).map(({ severity, message }) => `${severity}: ${message}`);
const judged = (changes: Partial<RenewalState>) => told(renewed({}), [state(changes)]);
const OLD = new Date(NOW.getTime() - 5 * 86_400_000);

test('a renewal that runs and does not fail is nothing to tell', () => {
  assert.deepEqual(judged({}), []);
  assert.deepEqual(judged({ at: new Date(NOW.getTime() - 2.9 * 86_400_000) }), []);
});

test('a pair that httpd could not load is told, however the renewal runs', () => {
  assert.deepEqual(told(renewed({ fault: '/etc/ssl/a.pem is not for the key in /etc/ssl/private/a.key' }), [state({})]), ['error: /etc/ssl/a.pem is not for the key in /etc/ssl/private/a.key: httpd serves on with what it has, and when it is started or reloaded next, every TLS session on its port fails']);
});

test('not run for three days, or failed the last time', () => {
  assert.deepEqual(judged({ at: OLD }), ['error: the renewal of mta-sts.example.com has not run for 5 days; the certificate expires on 2027-01-01']);
  assert.deepEqual(judged({ result: 'failed', expires: null }), ['warning: the last renewal of mta-sts.example.com failed']);
});

test('none on record: a note at first, an error once the certificate should have been renewed', () => {
  assert.deepEqual(told(renewed({}), []), ['note: no renewal of mta-sts.example.com is on record yet']);
  assert.deepEqual(told(renewed({ isOverdue: true }), []), ['error: the certificate of mta-sts.example.com has been due for 3 days, and no renewal is on record']);
  assert.deepEqual(told(renewed({ schedule: null }), []), [], 'where the host was not looked at');
});

test('lines of the base system keep no record: an old one of ours counts for nothing', () => {
  assert.deepEqual(told(renewed({ schedule: 'base' }), [state({ at: OLD })]), []);
  assert.match(told(renewed({ schedule: 'base', isOverdue: true }), [])[0] ?? '', /^error: the certificate of .* has been due/);
});

test('no line of the crontab renews it, unless something else does', () => {
  assert.deepEqual(told(renewed({ schedule: 'none' }), [state({ at: OLD })]), ['warning: nothing renews mta-sts.example.com: no line of root\'s crontab does']);
  assert.deepEqual(told(renewed({ schedule: 'none' }), [state({})]), []);
});

test('a report that nobody gets is noted', () => {
  assert.match(told(renewed({ isUnheard: true }), [state({})]).join('\n'), /^note: nobody gets the report .* MAILTO=""$/);
});
