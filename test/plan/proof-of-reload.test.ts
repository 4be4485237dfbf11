// When a reload whose reply was lost need not be done again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Journal, JournalEvent } from '../../src/model/journal.ts';
import type { FetchPolicyStep, Plan } from '../../src/model/plan.ts';
import { proofOfReload } from '../../src/plan/proof-of-reload.ts';
import { NEW_CONF, samplePlan } from '../support/sample-plan.ts';

const CERTIFICATE = '/etc/ssl/mta-sts.example.com.fullchain.pem';
const sample = samplePlan(true);
/** Its httpd.conf names the certificate of the policy host from now on. */
const whole: Plan = { ...sample, steps: sample.steps.map((step) => (step.kind === 'write-file' && step.path === '/etc/httpd.conf' && step.after !== null ? { ...step, after: { ...step.after, content: `${NEW_CONF}tls certificate "${CERTIFICATE}"\n` } } : step)) };
const at = (kind: string, path = '') => whole.steps.findIndex((step) => step.kind === kind && (path === '' || ('path' in step && step.path === path)));
const fetch = whole.steps[at('fetch-policy')];

const proof = (events: readonly JournalEvent[], plan = whole) => proofOfReload({ id: '20261124T101500Z', undoes: null, plan, events } satisfies Journal);
const begun = (last: number): JournalEvent[] => Array.from({ length: last + 1 }, (_, step) => ({ event: 'begin', step }));

test('before anything that httpd reads was begun there is nothing to prove', () => {
  assert.deepEqual(proof([]), []);
  assert.deepEqual(proof(begun(at('write-file', '/var/www/mta-sts/mta-sts.txt'))), []);
});

test('a certificate that httpd.conf names first, and one that was issued, must be shown', () => {
  assert.deepEqual(proof(begun(at('write-file', '/etc/httpd.conf'))), [fetch]);
  assert.deepEqual(proof(begun(at('issue-certificate'))), [fetch]);
  assert.deepEqual(proof(begun(whole.steps.length - 1)), [fetch]);
});

test('of several, the certificate that was issued must be shown, wherever it is served, and no other', () => {
  const fetched = (domain: string, handle: string) => ({ ...fetch, domain, handle, certificate: `/etc/ssl/${handle}.pem` }) as FetchPolicyStep;
  const fetches = [fetched('a.example', 'a'), fetched('b.example', 'b'), fetched('c.example', 'b')];
  const plan: Plan = { ...whole, steps: [{ kind: 'issue-certificate', handle: 'a', reason: 'r' }, { kind: 'issue-certificate', handle: 'b', reason: 'r' }, ...fetches] };
  assert.deepEqual([proof(begun(0), plan), proof([{ event: 'begin', step: 1 }], plan), proof(begun(1), plan)], [fetches.slice(0, 1), fetches.slice(1), fetches]);
});

test('a change of httpd.conf that no certificate shows can\'t be proved', () => {
  assert.equal(proof(begun(at('write-file', '/etc/httpd.conf')), sample), null);
});

test('nor can an issue without a fetch, a file that was set aside, a run that was putting back', () => {
  const without = { ...whole, steps: whole.steps.filter(({ kind }) => kind !== 'fetch-policy') };
  assert.equal(proof([{ event: 'begin', step: at('issue-certificate') }], without), null);
  const moving: Plan = { ...whole, steps: [{ kind: 'move-file', handle: 'h', from: CERTIFICATE, to: `${CERTIFICATE}.1`, size: 1, reason: 'r' }] };
  assert.equal(proof(begun(0), moving), null);
  assert.equal(proof([...begun(1), { event: 'undone', step: 1 }]), null);
});

test('a run that came to its end had its reloads answered, unless it says otherwise', () => {
  const end = (outcome: 'applied' | 'put-back' | 'incomplete') => proof([...begun(2), { event: 'end', outcome }]);
  assert.deepEqual([end('applied'), end('put-back'), end('incomplete')], [[], [], null]);
});
