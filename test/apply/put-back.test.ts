// What is said of each thing that is put back, and of what can't be.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { putBack } from '../../src/apply/put-back.ts';
import type { Means } from '../../src/apply/perform-step.ts';
import { withdrawn, withdrawalFor } from '../../src/apply/withdraw.ts';
import type { JournalEvent } from '../../src/model/journal.ts';
import { HostError, type RunResult } from '../../src/model/host.ts';
import type { Plan, Step, WriteFileStep } from '../../src/model/plan.ts';
import { MemoryHost, type Program } from '../support/memory-host.ts';
import { samplePlan } from '../support/sample-plan.ts';

const FILE = { content: 'new', mode: 0o644, uid: 0, gid: 0 } as const;
const planOf = (steps: readonly Step[]): Plan => ({ ...samplePlan(true), steps });
const write = (path: string, more: Partial<WriteFileStep> = {}): WriteFileStep => ({ kind: 'write-file', path, before: null, after: FILE, judge: null, reason: 'r', ...more });

async function back(steps: readonly Step[], { files = {}, program = () => ({}), prepare = () => undefined }: { files?: Record<string, string>; program?: Program; prepare?: (host: MemoryHost) => unknown } = {}) {
  const host = new MemoryHost(files, program);
  await prepare(host);
  const events: JournalEvent[] = [];
  const means = { host, stagedPath: () => null } as unknown as Means;
  const journal = { id: 'x', write: async (event: JournalEvent) => void events.push(event), note: (event: JournalEvent) => void events.push(event) };
  return { ...(await putBack(planOf(steps), steps.map((_, index) => index), means, journal)), host, events };
}

test('files, moves, crontab, daemons and users are told in the manual\'s words', async () => {
  const steps: readonly Step[] = [
    write('/etc/made'),
    write('/etc/changed', { before: { ...FILE, content: 'old' } }),
    { kind: 'move-file', handle: 'h', from: '/etc/a.pem', to: '/etc/a.pem.old', size: 3, reason: 'r' },
    { kind: 'install-crontab', user: 'root', before: 'old\n', after: 'new\n', reason: 'r' },
    { kind: 'daemon', daemon: 'httpd', action: 'enable', reason: 'r' },
    { kind: 'daemon', daemon: 'httpd', action: 'start', reason: 'r' },
    { kind: 'account', name: '_stsctl', action: 'add', reason: 'r' },
    { kind: 'make-directory', path: '/etc/dir', attributes: { mode: 0o755, uid: 0, gid: 0 }, reason: 'r' },
  ];
  const files = { '/etc/made': 'new', '/etc/changed': 'new', '/etc/a.pem.old': 'pem', '/etc/passwd': '_stsctl:x\n' };
  const prepare = (host: MemoryHost) => host.makeDirectory('/var/db/stsctl', { mode: 0o711, uid: 0, gid: 0 });
  const { restored, failed, events } = await back(steps, { files, prepare, program: (argv) => (argv.at(-1) === '-l' ? { stdout: 'new\n' } : {}) });
  assert.deepEqual(failed, []);
  assert.deepEqual(restored, ['crontab of root', '/etc/a.pem as it was', '/etc/changed', '/etc/made removed', 'httpd stopped', 'httpd disabled', 'user _stsctl removed']);
  assert.deepEqual(events, steps.map((_, step) => ({ event: 'undone', step })));
});

test('what is taken away comes back: a user is added, httpd enabled, started or reloaded', async () => {
  const daemon = (action: 'disable' | 'stop' | 'reload'): Step => ({ kind: 'daemon', daemon: 'httpd', action, reason: 'r' });
  assert.deepEqual((await back([{ kind: 'account', name: '_stsctl', action: 'remove', reason: 'r' }])).restored, ['user _stsctl added']);
  assert.deepEqual((await back([daemon('stop'), daemon('disable')])).restored, ['httpd enabled', 'httpd started']);
  assert.deepEqual((await back([daemon('reload')])).restored, ['httpd reloaded with the old configuration']);
});

test('httpd that died of the new configuration is started, and that alone is tried', async () => {
  const answers = (argv: readonly string[]): Partial<RunResult> => (argv[1] === 'reload' ? { exit: 1 } : {});
  const { failed, host } = await back([{ kind: 'daemon', daemon: 'httpd', action: 'reload', reason: 'r' }], { program: answers });
  assert.deepEqual(failed, []);
  assert.deepEqual(host.log.map((each) => each.split(' ')[2]), ['reload', 'start', 'check']);
  const stopped = await back([{ kind: 'daemon', daemon: 'httpd', action: 'start', reason: 'r' }], { program: () => ({ exit: 1 }) });
  assert.deepEqual([stopped.host.log.length, stopped.failed.map(({ what }) => what)], [1, ['httpd stopped']]);
});

test('one that can\'t be put back keeps no other from it, and every step stays in force', async () => {
  const prepare = (host: MemoryHost) => {
    host.beforeAction = (action) => {
      if (action.endsWith('/etc/one')) throw new HostError('EIO', '/etc/one', 'input/output error');
    };
  };
  const { restored, failed, events } = await back([write('/etc/one'), write('/etc/two')], { files: { '/etc/one': 'new', '/etc/two': 'new' }, prepare });
  assert.deepEqual([restored, failed, events], [['/etc/two removed'], [{ what: '/etc/one removed', why: 'input/output error' }], []]);
});

test('what was announced and never done is not told', async () => {
  assert.deepEqual((await back([write('/etc/one')])).restored, []);
});

describe('a name that waits for a certificate', () => {
  const withdrawal = { handle: 'h', names: ['b.example'], before: 'alternative names { b }', after: '' };
  const step = write('/etc/acme-client.conf', { after: { ...FILE, content: 'one alternative names { b } two' }, withdrawals: [withdrawal] });

  test('is taken out of the file, and of no other handle\'s', () => {
    const plan = withdrawn(planOf([step]), 0, 'h');
    assert.deepEqual(plan.steps, [{ ...step, after: { ...FILE, content: 'one  two' } }]);
    assert.deepEqual(withdrawalFor(step, 'h'), withdrawal);
    assert.equal(withdrawalFor(step, 'other'), null);
    const same = planOf([step, { kind: 'issue-certificate', handle: 'h', reason: 'r' }]);
    assert.equal(withdrawn(same, 0, 'other'), same);
    assert.equal(withdrawn(same, 1, 'h'), same);
    assert.equal(withdrawn(same, 7, 'h'), same);
    assert.equal(withdrawn(planOf([write('/etc/x')]), 0, 'h').steps.length, 1);
  });

  test('that the file does not hold once is a bug, not a guess', () => {
    for (const content of ['nothing', 'alternative names { b } alternative names { b }']) {
      assert.throws(() => withdrawn(planOf([{ ...step, after: { ...FILE, content } }]), 0, 'h'), /does not hold once/);
    }
    assert.throws(() => withdrawn(planOf([{ ...step, after: null }]), 0, 'h'), /does not hold once/);
  });
});
