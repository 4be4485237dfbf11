// What each step is taken back by, and what counts as done or unchanged.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { withoutDone } from '../../src/apply/already-done.ts';
import { compareBefore } from '../../src/apply/compare-before.ts';
import { invertSteps } from '../../src/apply/invert-step.ts';
import { journalIds, readJournal } from '../../src/apply/read-journals.ts';
import { Failure } from '../../src/model/failure.ts';
import { HostError } from '../../src/model/host.ts';
import type { DaemonAction, DaemonStep, Judge, Plan, Step, WriteFileStep } from '../../src/model/plan.ts';
import { FakeBase } from '../support/fake-base.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { samplePlan } from '../support/sample-plan.ts';

const FILE = { content: 'x', mode: 0o644, uid: 0, gid: 0 } as const;
const DIRECTORY = { kind: 'directory', content: '', mode: 0o755, uid: 0, gid: 0 } as const;

const planOf = (...steps: Step[]): Plan => ({ ...samplePlan(true), steps });
const inverted = (...steps: Step[]) => invertSteps(planOf(...steps), steps.map((_, index) => index));
const write = (path: string, more: Partial<WriteFileStep> = {}): WriteFileStep => ({ kind: 'write-file', path, before: null, after: FILE, judge: null, reason: 'r', ...more });
const daemon = (action: DaemonAction, name: DaemonStep['daemon'] = 'httpd'): DaemonStep => ({ kind: 'daemon', daemon: name, action, reason: 'r' });
const told = (step: Step) => [step.kind, 'path' in step ? step.path : 'from' in step ? `${step.from} ${step.to}` : 'action' in step ? step.action : ''].join(' ');

describe('a step is taken back by', () => {
  test('its opposite, with the reason in words', () => {
    const reasons = (['enable', 'disable', 'start', 'stop', 'reload'] as const).map((action) => inverted(daemon(action)).map((step) => `${told(step)}: ${step.reason}`).join());
    assert.deepEqual(reasons, ['daemon disable: httpd was disabled before', 'daemon enable: httpd was enabled before', 'daemon stop: httpd was stopped before', 'daemon start: httpd was running before', 'daemon reload: httpd reads the old configuration again']);
    const account = (action: 'add' | 'remove') => inverted({ kind: 'account', name: '_stsctl', action, reason: 'r' }).map((step) => `${told(step)}: ${step.reason}`);
    assert.deepEqual([...account('add'), ...account('remove')], ['account remove: it was not there before', 'account add: it was there before']);
  });

  test('directories, moves and files come back, with what was there', () => {
    const attributes = { mode: 0o755, uid: 0, gid: 1 };
    assert.deepEqual(inverted({ kind: 'make-directory', path: '/a', attributes, reason: 'r' }), [{ kind: 'remove-directory', path: '/a', attributes, reason: 'it was not there before' }]);
    assert.deepEqual(inverted({ kind: 'remove-directory', path: '/a', attributes, reason: 'r' }), [{ kind: 'make-directory', path: '/a', attributes, reason: 'it was there before' }]);
    assert.deepEqual(inverted(write('/a', { before: { ...FILE, mode: 0o600 } })), [write('/a', { before: FILE, after: { ...FILE, mode: 0o600 }, reason: 'as it was before' })]);
  });

  test('nothing, where there is nothing to take back', () => {
    assert.deepEqual(inverted({ kind: 'issue-certificate', handle: 'h', reason: 'r' }, { kind: 'change-mode', path: '/k', before: 0o644, after: 0o600, reason: 'r' }), []);
  });

  test('a step that the plan does not have is none: events of a journal may be damaged', () => assert.deepEqual(invertSteps(planOf(daemon('stop')), [7, -1, 0.5]), []));

  test('the old file is judged as the new one was, with the warnings it had before; none where nothing is known of it', () => {
    const judge: Judge = { program: 'httpd', expected: ['new'], expectedBefore: ['old'], handle: null };
    const judgeOf = (more: Partial<WriteFileStep>) => inverted(write('/a', { before: FILE, judge, ...more })).map((step) => (step.kind === 'write-file' ? step.judge : undefined))[0];
    assert.deepEqual(judgeOf({}), { ...judge, expected: ['old'], expectedBefore: ['new'] });
    assert.deepEqual(judgeOf({ after: null }), { ...judge, expected: ['old'], expectedBefore: null });
    assert.equal(judgeOf({ before: null }), null);
    assert.equal(judgeOf({ judge: { ...judge, expectedBefore: null } }), null);
  });
});

describe('the order', () => {
  test('the last one first, files before the daemon that reads them, what is served after that, directories last', () => {
    const attributes = { mode: 0o755, uid: 0, gid: 0 };
    const steps = inverted({ kind: 'make-directory', path: '/var/www/mta-sts', attributes, reason: 'r' }, write('/var/www/mta-sts/mta-sts.txt'), write('/etc/httpd.conf'), daemon('reload'), write('/etc/acme-client.conf'));
    assert.deepEqual(steps.map(told), ['write-file /etc/acme-client.conf', 'write-file /etc/httpd.conf', 'daemon reload', 'write-file /var/www/mta-sts/mta-sts.txt', 'remove-directory /var/www/mta-sts']);
  });

  test('httpd is reloaded once however often it was, and not at all when it is stopped', () => {
    assert.deepEqual(inverted(daemon('reload'), write('/etc/httpd.conf'), daemon('reload')).map(told), ['write-file /etc/httpd.conf', 'daemon reload']);
    assert.deepEqual(inverted(daemon('start'), daemon('reload')).map(told), ['daemon stop']);
  });

  test('stsctld is stopped and disabled while its script and its user are there, and its user goes last', () => {
    const steps = inverted({ kind: 'account', name: '_stsctl', action: 'add', reason: 'r' }, write('/etc/rc.d/stsctld'), daemon('enable', 'stsctld'), daemon('start', 'stsctld'));
    assert.deepEqual(steps.map(told), ['daemon stop', 'daemon disable', 'write-file /etc/rc.d/stsctld', 'account remove']);
    const back = inverted(daemon('stop', 'stsctld'), daemon('disable', 'stsctld'), write('/etc/rc.d/stsctld'), { kind: 'account', name: '_stsctl', action: 'remove', reason: 'r' });
    assert.deepEqual(back.map(told), ['account add', 'write-file /etc/rc.d/stsctld', 'daemon enable', 'daemon start']);
    // httpd goes on serving until its configuration is the old one.
    assert.deepEqual(inverted(write('/etc/httpd.conf'), daemon('start')).map(told), ['write-file /etc/httpd.conf', 'daemon stop']);
  });
});

describe('the host as it is', () => {
  const attributes = { mode: 0o755, uid: 0, gid: 0 };
  const host = () => {
    const made = new MemoryHost({ '/etc/a': 'x' }, new FakeBase().program);
    made.entries.set('/etc/dir', DIRECTORY);
    return made;
  };
  const done = async (step: Step, there = host()) => (await withoutDone([step], there)).length === 0;
  const stale = async (step: Step, there = host()) => compareBefore([step], there, null).then(() => false, () => true);

  test('a step whose result is there is done', async () => {
    assert.equal(await done(write('/etc/a')), true);
    assert.equal(await done(write('/etc/a', { after: { ...FILE, mode: 0o600 } })), false);
    assert.equal(await done(write('/etc/gone', { after: null })), true);
    assert.equal(await done({ kind: 'remove-directory', path: '/etc/dir', attributes, reason: 'r' }), false);
    assert.equal(await done({ kind: 'remove-directory', path: '/etc/none', attributes, reason: 'r' }), true);
    assert.equal(await done({ kind: 'move-file', from: '/etc/a', to: '/etc/b', handle: 'h', size: 1, reason: 'r' }), false);
    assert.equal(await done({ kind: 'move-file', from: '/etc/none', to: '/etc/b', handle: 'h', size: 1, reason: 'r' }), true);
    assert.equal(await done({ kind: 'change-mode', path: '/etc/a', before: 0o600, after: 0o644, reason: 'r' }), true);
    assert.equal(await done({ kind: 'change-mode', path: '/etc/a', before: 0o644, after: 0o600, reason: 'r' }), false);
    assert.equal(await done({ kind: 'make-directory', path: '/etc/dir', attributes, reason: 'r' }), false);
    assert.equal(await done(daemon('stop')), false);
    assert.equal(await done({ kind: 'install-crontab', user: 'root', before: 'x', after: null, reason: 'r' }), true);
  });

  test('a step whose host has moved on since is stale', async () => {
    assert.equal(await stale(write('/etc/a', { before: FILE })), false);
    for (const before of [null, { ...FILE, content: 'y' }, { ...FILE, mode: 0o600 }, { ...FILE, uid: 1 }, { ...FILE, gid: 1 }]) assert.equal(await stale(write('/etc/a', { before })), true);
    assert.equal(await stale(write('/etc/none', { before: null })), false);
    assert.equal(await stale({ kind: 'make-directory', path: '/etc/dir', attributes, reason: 'r' }), false);
    assert.equal(await stale({ kind: 'make-directory', path: '/etc/a', attributes, reason: 'r' }), true);
    assert.equal(await stale({ kind: 'change-mode', path: '/etc/a', before: 0o644, after: 0o600, reason: 'r' }), false);
    assert.equal(await stale({ kind: 'change-mode', path: '/etc/a', before: 0o640, after: 0o600, reason: 'r' }), true);
    assert.equal(await stale({ kind: 'move-file', from: '/etc/a', to: '/etc/b', handle: 'h', size: 1, reason: 'r' }), false);
    assert.equal(await stale({ kind: 'move-file', from: '/etc/a', to: '/etc/b', handle: 'h', size: 2, reason: 'r' }), true);
    assert.equal(await stale({ kind: 'remove-directory', path: '/etc/none', attributes, reason: 'r' }), false);
  });

  test('an owner is no difference where none can be set: in a tree of somebody\'s own, every file is theirs', async () => {
    const tree = Object.assign(host(), { uid: 1000 });
    assert.equal(await stale(write('/etc/a', { before: { ...FILE, uid: 1 } }), tree), false);
    assert.equal(await stale(write('/etc/a', { before: { ...FILE, mode: 0o600 } }), tree), true);
  });

  test('a crontab: none is only what crontab(1) calls none', async () => {
    const installed = (before: string | null): Step => ({ kind: 'install-crontab', user: 'root', before, after: 'new\n', reason: 'r' });
    const base = new FakeBase();
    const there = new MemoryHost({}, base.program);
    assert.equal(await stale(installed(null), there), false);
    assert.equal(await stale(installed('x\n'), there), true);
    base.crontab = 'x\n';
    assert.deepEqual([await stale(installed('x\n'), there), await stale(installed('y\n'), there), await stale(installed(null), there)], [false, true, true]);
    base.answers.set('crontab', { exit: 1, stderr: 'crontab: you are not allowed\n' });
    assert.equal(await stale(installed(null), there), true, 'a failure tells nothing');
    base.answers.set('crontab', { exit: 0, stderr: 'crontab: no crontab for root\n' });
    assert.equal(await stale(installed(null), there), true);
  });
});

describe('journals', () => {
  const ids = ['20261124T101500Z', '20261124T101500Z-2', '20261124T101500Z-10', '20261123T235959Z'];

  test('oldest first, also from the tenth of one second on; what is not called like one is none', async () => {
    const there = new MemoryHost({}, new FakeBase().program);
    for (const id of [...ids, 'notes', '20261124T1015Z', '20261124T101500Zx']) there.entries.set(`/var/db/stsctl/journal/${id}`, DIRECTORY);
    assert.deepEqual(await journalIds(there), ['20261123T235959Z', '20261124T101500Z', '20261124T101500Z-2', '20261124T101500Z-10']);
  });

  test('a name that would lead elsewhere is never read', async () => {
    const there = new MemoryHost({ '/etc/plan.json': '{}' }, new FakeBase().program);
    assert.equal(await readJournal(there, '../../../../etc'), null);
  });

  test('a directory that can\'t be read is told, to root and to who is not', async () => {
    for (const [uid, next] of [[0, 'look at /var/db/stsctl/journal'], [1000, 'run stsctl as root']] as const) {
      const there = Object.assign(new MemoryHost({}, new FakeBase().program), { uid });
      there.list = async () => Promise.reject(new HostError('EACCES', '/var/db/stsctl/journal', 'permission denied'));
      const error = await journalIds(there).then(() => null, (each: unknown) => each);
      assert.ok(error instanceof Failure);
      assert.deepEqual([error.diagnostics[0]?.code, error.diagnostics[0]?.next], ['host-unreadable', next]);
    }
    const broken = new MemoryHost({}, new FakeBase().program);
    broken.list = async () => Promise.reject(new TypeError('a bug'));
    await assert.rejects(journalIds(broken), TypeError);
  });
});
