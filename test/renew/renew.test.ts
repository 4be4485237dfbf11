// The renewal over a host in memory: what is run, what is loaded, what is kept apart.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../src/model/finding.ts';
import { HostError, type RunResult } from '../../src/model/host.ts';
import type { Renewal, RenewalPlan } from '../../src/model/renewal.ts';
import { renew, type RenewMeans } from '../../src/renew/renew.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { NOW } from '../support/now.ts';

const RENEWALS = '/var/db/stsctl/renewals';

function planOf(...handles: readonly string[]): RenewalPlan {
  const renewals = handles.map((handle): Renewal => ({ handle, names: [handle], certificate: `/etc/ssl/${handle}.pem`, schedule: null, isUnheard: false, served: [{ domain: handle, policyHost: handle, connect: ['127.0.0.1'] }] }));
  return { renewals, alsoRestart: [], certificates: [], broken: [], doubts: [], missing: [] };
}

const OLD: Finding = { code: 'policy-certificate-old', severity: 'error', domain: 'a', where: '127.0.0.1:443', message: 'old', clause: 'RFC 8461 3.3', next: 'rcctl reload httpd' };

/** `exits` are acme-client's, by handle; `others` answer by the command's last two words. */
function setUp(exits: Readonly<Record<string, Partial<RunResult> | number>>, others: Readonly<Record<string, Partial<RunResult>>> = {}) {
  const host = new MemoryHost({}, (argv) => {
    if (argv[0] !== '/usr/sbin/acme-client') return others[argv.slice(1).join(' ')] ?? {};
    const answer = exits[argv.at(-1) ?? ''] ?? 1;
    return typeof answer === 'number' ? { exit: answer } : answer;
  });
  host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
  const means = (changes: Partial<RenewMeans> = {}): RenewMeans => ({ host, now: () => NOW, look: async () => [], isInterrupted: () => false, ...changes });
  const ran = () => host.log.filter((each) => each.startsWith('run')).map((each) => each.slice('run '.length));
  return { host, means, ran };
}

test('nothing is due: nothing is reloaded, and the state says so', async () => {
  const { host, means, ran } = setUp({ a: 2, b: 2 });
  const outcome = await renew(planOf('a', 'b'), means());
  assert.deepEqual(ran(), ['/usr/sbin/acme-client -v a', '/usr/sbin/acme-client -v b']);
  assert.deepEqual([outcome.loaded.reload, outcome.findings], ['needless', []]);
  assert.equal(host.entries.get(RENEWALS)?.content, 'a 2026-11-24T10:15:00Z not-due -\nb 2026-11-24T10:15:00Z not-due -\n');
});

test('of a hundred, three fail: the others are renewed and loaded by one reload, the three are told', async () => {
  const handles = Array.from({ length: 100 }, (_, index) => `h${index}`);
  const failing = new Set(['h3', 'h50', 'h99']);
  const { means, ran } = setUp(Object.fromEntries(handles.map((handle) => [handle, failing.has(handle) ? 1 : 0])));
  const { reports } = await renew(planOf(...handles), means());
  assert.deepEqual(reports.filter(({ result }) => result === 'failed').map(({ renewal }) => renewal.handle), [...failing]);
  assert.equal(reports.filter(({ result }) => result === 'renewed').length, 97);
  assert.deepEqual(ran().filter((each) => each.includes('rcctl')), ['/usr/sbin/rcctl reload httpd', '/usr/sbin/rcctl check httpd']);
});

test('a reload that was missed earlier is made up for', async () => {
  const { means, ran } = setUp({ a: 2 });
  let isReloaded = false;
  const look = async () => {
    const found = isReloaded ? [] : [OLD];
    isReloaded = true;
    return found;
  };
  const outcome = await renew(planOf('a'), means({ look }));
  assert.deepEqual([outcome.loaded.reload, outcome.loaded.missed, outcome.findings], ['done', ['a'], []]);
  assert.ok(ran().includes('/usr/sbin/rcctl reload httpd'));
});

test('services that share a certificate are restarted after httpd, only when something changed', async () => {
  const changed = setUp({ a: 0 });
  await renew({ ...planOf('a'), alsoRestart: ['smtpd'] }, changed.means());
  assert.deepEqual(changed.ran().slice(1), ['/usr/sbin/rcctl reload httpd', '/usr/sbin/rcctl check httpd', '/usr/sbin/rcctl restart smtpd', '/usr/sbin/rcctl check smtpd']);
  const same = setUp({ a: 2 });
  await renew({ ...planOf('a'), alsoRestart: ['smtpd'] }, same.means());
  assert.equal(same.ran().length, 1);
});

test('a reload that fails is told, and what is served is looked at all the same', async () => {
  const { means } = setUp({ a: 0 }, { 'reload httpd': { exit: 1, stdout: 'httpd(failed)\n' } });
  const outcome = await renew(planOf('a'), means({ look: async () => [OLD] }));
  assert.deepEqual([outcome.loaded.reload, outcome.loaded.troubles], ['failed', [{ what: 'rcctl reload httpd: exit 1: httpd(failed)', next: 'run by hand: rcctl -d reload httpd' }]]);
  assert.deepEqual(outcome.findings, [OLD]);
});

test('acme-client ended by a signal is a failure like any other', async () => {
  const { means } = setUp({ a: { exit: null, failure: 'SIGKILL' }, b: 0 });
  const { reports } = await renew(planOf('a', 'b'), means());
  assert.deepEqual(reports.map(({ result }) => result), ['failed', 'renewed']);
});

test('interrupted: what was renewed is loaded, the rest is not begun and keeps its state', async () => {
  const { host, means, ran } = setUp({ a: 0, b: 0 });
  host.entries.set(RENEWALS, { kind: 'file', content: 'b 2026-11-20T00:00:00Z not-due 2027-01-01T00:00:00Z\ngone 2026-11-20T00:00:00Z failed -\n', mode: 0o644, uid: 0, gid: 0 });
  const outcome = await renew(planOf('a', 'b'), means({ isInterrupted: () => ran().length > 0 }));
  assert.deepEqual(outcome.notTried, ['b']);
  assert.ok(ran().includes('/usr/sbin/rcctl reload httpd'));
  assert.equal(host.entries.get(RENEWALS)?.content, 'a 2026-11-24T10:15:00Z renewed -\nb 2026-11-20T00:00:00Z not-due 2027-01-01T00:00:00Z\ngone 2026-11-20T00:00:00Z failed -\n');
});

test('a full disk is told, and keeps no certificate from being loaded', async () => {
  const { host, means, ran } = setUp({ a: 0 });
  host.beforeAction = (action) => {
    if (action.startsWith('stage')) throw new HostError('ENOSPC', RENEWALS, 'no space left on device');
  };
  assert.equal((await renew(planOf('a'), means())).stateTrouble, 'no space left on device');
  assert.ok(ran().includes('/usr/sbin/rcctl reload httpd'));
});

test('httpd is not reloaded into a pair it could not load; one that this run has renewed is none', async () => {
  const broken = [{ certificate: '/etc/ssl/www.pem', what: '/etc/ssl/www.pem is not for the key in /etc/ssl/private/www.key' }];
  const { means, ran } = setUp({ a: 0 });
  const { loaded } = await renew({ ...planOf('a'), broken }, means());
  assert.equal(loaded.reload, 'failed');
  assert.match(loaded.troubles[0]?.what ?? '', /^httpd is not reloaded: \/etc\/ssl\/www\.pem is not for the key/);
  assert.ok(!ran().some((each) => each.includes('rcctl')));
  const again = setUp({ a: 0 });
  assert.equal((await renew({ ...planOf('a'), broken: [{ certificate: '/etc/ssl/a.pem', what: 'x' }] }, again.means())).loaded.reload, 'done');
});

test('a pair that httpd could not load is told though nothing is due; what acme-client fails for is told once', async () => {
  const broken = [{ certificate: '/etc/ssl/a.pem', what: '/etc/ssl/a.pem is not for the key in /etc/ssl/private/a.key' }];
  const { means } = setUp({ a: 2 });
  const { loaded } = await renew({ ...planOf('a'), broken }, means());
  assert.deepEqual([loaded.reload, loaded.unloadable], ['needless', ['/etc/ssl/a.pem is not for the key in /etc/ssl/private/a.key']]);
  assert.deepEqual((await renew({ ...planOf('a'), broken }, setUp({ a: 1 }).means())).loaded.unloadable, []);
});

test('a service that could not be restarted is restarted by the next run, though nothing is due then', async () => {
  const exits: Record<string, number> = { a: 0 };
  const others: Record<string, Partial<RunResult>> = { 'restart smtpd': { exit: 1 } };
  const { host, means, ran } = setUp(exits, others);
  const plan = { ...planOf('a'), alsoRestart: ['smtpd', 'dovecot'] };
  assert.match((await renew(plan, means())).loaded.troubles[0]?.next ?? '', /the next stsctl renew tries it again/);
  assert.equal(host.entries.get('/var/db/stsctl/restarts')?.content, 'smtpd\n');
  exits['a'] = 2;
  delete others['restart smtpd'];
  const before = ran().length;
  const { loaded } = await renew(plan, means());
  assert.deepEqual([loaded.reload, loaded.troubles], ['needless', []]);
  assert.deepEqual(ran().slice(before).filter((each) => each.includes('rcctl')), ['/usr/sbin/rcctl restart smtpd', '/usr/sbin/rcctl check smtpd']);
  assert.equal(host.entries.has('/var/db/stsctl/restarts'), false);
  const after = ran().length;
  await renew(plan, means());
  assert.equal(ran().length, after + 1, 'acme-client alone');
});

test('a run that is killed before the restarts owes them', async () => {
  const { host, means } = setUp({ a: 0 });
  host.beforeAction = (action) => {
    if (action.includes('rcctl reload')) throw new Error('killed');
  };
  await assert.rejects(renew({ ...planOf('a'), alsoRestart: ['smtpd'] }, means()), /killed/);
  assert.equal(host.entries.get('/var/db/stsctl/restarts')?.content, 'smtpd\n');
});
