import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { apply } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/apply-options.ts';
import { planRollback } from '../../src/apply/rollback.ts';
import { Failure } from '../../src/model/failure.ts';
import type { Finding } from '../../src/model/finding.ts';
import { HostError, type RunResult } from '../../src/model/host.ts';
import type { Step, TestChallengeStep } from '../../src/model/plan.ts';
import { FakeBase } from '../support/fake-base.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { NEW_CONF, OLD_CONF, samplePlan } from '../support/sample-plan.ts';

const NOT_SERVED: Finding = {
  code: 'policy-status', severity: 'error', domain: 'example.com', where: '127.0.0.1:443', message: 'status 404 instead of 200', clause: 'RFC 8461 3.3', next: 'look',
};

function options(changes: Partial<ApplyOptions> = {}): ApplyOptions {
  return {
    now: new Date('2026-11-24T10:15:00Z'), fetchPolicy: async () => [], fetchChallenge: async () => [], newToken: () => 'token', onStep: () => undefined, isInterrupted: () => false, undoes: null, record: async () => undefined, ...changes,
  };
}

function setUp(isRunning: boolean) {
  const base = new FakeBase();
  base.running = isRunning;
  base.enabled = isRunning;
  const host = new MemoryHost({ '/etc/httpd.conf': OLD_CONF }, base.program);
  return { base, host, plan: samplePlan(isRunning), before: { files: host.snapshot(), base: base.state() } };
}

function answers(base: FakeBase, program: string, result: Partial<RunResult>): Partial<ApplyOptions> {
  base.answers.set(program, result);
  return {};
}

async function failureOf(run: Promise<unknown>): Promise<Failure> {
  const error = await run.then(() => assert.fail('it should have failed'), (each: unknown) => each);
  assert.ok(error instanceof Failure, `a bug, not a Failure: ${String((error as Error).stack)}`);
  return error;
}

test('an apply does every step, in the order of the plan', async () => {
  const { host, plan, base } = setUp(false);
  await apply(plan, host, options());
  assert.equal(host.entries.get('/etc/httpd.conf')?.content, NEW_CONF);
  assert.deepEqual(base.state(), { crontab: '~ ~ * * * -ns true\n', enabled: true, running: true });
  const done = host.log.filter((each) => /^(commit|run)/.test(each) && !/-l$|check/.test(each));
  assert.deepEqual(done, [
    'run /usr/sbin/httpd -n -f /etc/.httpd.conf.stsctl-2',
    'run /usr/sbin/acme-client -n -f /etc/.acme-client.conf.stsctl-3 mta-sts.example.com',
    'commit /var/www/mta-sts/mta-sts.txt',
    'commit /etc/httpd.conf',
    'run /usr/sbin/rcctl enable httpd',
    'run /usr/sbin/rcctl start httpd',
    'commit /etc/acme-client.conf',
    'run /usr/sbin/acme-client -v mta-sts.example.com',
    'run /usr/sbin/rcctl reload httpd',
    'run /usr/bin/crontab -u root /var/db/stsctl/.crontab.stsctl-4',
  ]);
});

test('crontab(1) reads a file that is there as a whole, not an input that may end early', async () => {
  const { plan, base } = setUp(true);
  const given: unknown[] = [];
  const watched = new MemoryHost({ '/etc/httpd.conf': OLD_CONF }, (argv, read) => {
    if (argv[0] === '/usr/bin/crontab' && argv[3] !== '-l') given.push([argv.slice(0, 3), read(argv[3] ?? '')]);
    return base.program(argv, read);
  });
  await apply(plan, watched, options());
  assert.deepEqual(given, [[['/usr/bin/crontab', '-u', 'root'], '~ ~ * * * -ns true\n']]);
});

test('a crontab that a killed run has staged goes with the next one', async () => {
  const { host, plan } = setUp(true);
  host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o711, uid: 0, gid: 0 });
  host.entries.set('/var/db/stsctl/.crontab.stsctl-0123456789abcdef', { kind: 'file', content: '~', mode: 0o600, uid: 0, gid: 0 });
  await apply(plan, host, options());
  assert.deepEqual([...host.entries.keys()].filter((path) => path.includes('.crontab.')), []);
});

test('nothing stays behind but the journal', async () => {
  const { host, plan } = setUp(true);
  await apply(plan, host, options());
  const left = [...host.entries.keys()].filter((path) => path.includes('.stsctl-') || path.endsWith('/lock'));
  assert.deepEqual(left, []);
});

test('who owns the store of reports gets through to it, and to nothing of root\'s beside it', async () => {
  const { host, plan } = setUp(true);
  await apply(plan, host, options());
  assert.equal(host.entries.get('/var/db/stsctl')?.mode, 0o711);
  const journal = [...host.entries].filter(([path]) => path.startsWith('/var/db/stsctl/journal'));
  assert.deepEqual([...new Set(journal.map(([, { kind, mode }]) => `${kind} ${(mode & 0o77).toString(8)}`))].sort(), ['directory 0', 'file 0']);
});

test('what somebody keeps among the journals is in nobody\'s way, and stays', async () => {
  const { host, plan } = setUp(true);
  host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o711, uid: 0, gid: 0 });
  host.entries.set('/var/db/stsctl/journal', { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
  host.entries.set('/var/db/stsctl/journal/why.txt', { kind: 'file', content: 'notes', mode: 0o600, uid: 0, gid: 0 });
  assert.equal((await apply(plan, host, options())).journal, '20261124T101500Z');
  assert.equal(host.entries.get('/var/db/stsctl/journal/why.txt')?.content, 'notes');
});

test('what a run that was killed left in its journal goes with the next, also from the tenth of one second on', async () => {
  const { host, plan } = setUp(true);
  for (const path of ['', '/journal', '/journal/20261124T101500Z-9', '/journal/20261124T101500Z-10']) host.entries.set(`/var/db/stsctl${path}`, { kind: 'directory', content: '', mode: 0o711, uid: 0, gid: 0 });
  const left = '/var/db/stsctl/journal/20261124T101500Z-10/.plan.json.stsctl-7';
  host.entries.set(left, { kind: 'file', content: '', mode: 0o600, uid: 0, gid: 0 });
  await apply(plan, host, options());
  assert.equal(host.entries.has(left), false);
});

test('an empty plan writes nothing at all', async () => {
  const { host, plan } = setUp(true);
  assert.deepEqual(await apply({ ...plan, steps: [] }, host, options()), { journal: null, pending: [] });
  assert.deepEqual(host.log, []);
});

describe('whatever fails, everything is as it was', () => {
  for (const isRunning of [true, false]) {
    const actions = recordActions(isRunning);
    test(`${isRunning ? 'running' : 'fresh'} host: each action fails once with ENOSPC`, async () => {
      for (const index of (await actions).keys()) {
        const { host, plan, base, before } = setUp(isRunning);
        let count = -1;
        host.beforeAction = (action) => {
          count += 1;
          if (count === index) throw new HostError('ENOSPC', action, 'no space left on device');
        };
        // Removing the lock or a staged file can fail without harm.
        const error = await apply(plan, host, options()).then(() => null, (each: unknown) => each);
        if (error === null) continue;
        assert.ok(error instanceof Failure, String(error));
        assert.equal(error.exit, 1, `action ${index}: ${(await actions)[index]}`);
        assert.deepEqual(withoutStaged(host), before.files, `action ${index}: ${(await actions)[index]}`);
        assert.deepEqual(base.state(), before.base, `action ${index}: ${(await actions)[index]}`);
      }
    });
  }

  const failures: readonly (readonly [string, (base: FakeBase) => Partial<ApplyOptions>])[] = [
    ['httpd -n refuses the staged file', (base) => answers(base, 'httpd', { exit: 1, stderr: '/etc/.httpd.conf.stsctl-2:5: syntax error\n' })],
    ['httpd -n warns of something unexpected', (base) => answers(base, 'httpd', { exit: 0, stderr: '/etc/.httpd.conf.stsctl-2:5: server "w": failed to load public/private keys\nconfiguration OK\n' })],
    ['acme-client -n refuses', (base) => answers(base, 'acme-client -n', { exit: 1, stderr: 'x:1: syntax error\n' })],
    ['acme-client fails', (base) => answers(base, 'acme-client -v', { exit: 1, stderr: 'acme-client: bad exit: netproc(1)\n' })],
    ['acme-client says nothing is due', (base) => answers(base, 'acme-client -v', { exit: 2 })],
    ['acme-client hangs', (base) => answers(base, 'acme-client -v', { exit: null, failure: 'timed out after 600 s' })],
    ['crontab refuses', (base) => answers(base, 'crontab -u', { exit: 1, stderr: 'crontab: no crontab for root' })],
    ['the challenge would not be served', () => ({ fetchChallenge: async () => [NOT_SERVED] })],
    ['the policy is not served', () => ({ fetchPolicy: async () => [NOT_SERVED] })],
  ];
  for (const [title, prepare] of failures) {
    test(title, async () => {
      const { host, plan, base, before } = setUp(true);
      const failure = await failureOf(apply(plan, host, options(prepare(base))));
      assert.equal(failure.exit, 1);
      assert.deepEqual(host.snapshot(), before.files);
      assert.deepEqual(base.state(), before.base);
      for (const { unchanged, next } of failure.diagnostics) assert.ok(unchanged !== '' && next !== '');
    });
  }

  test('an interrupt between two steps', async () => {
    const { host, plan, base, before } = setUp(true);
    let steps = 0;
    const failure = await failureOf(apply(plan, host, options({ onStep: () => void (steps += 1), isInterrupted: () => steps >= 4 })));
    assert.equal(failure.diagnostics[0]?.message, 'interrupted');
    assert.deepEqual(host.snapshot(), before.files);
    assert.deepEqual(base.state(), before.base);
  });

  test('an interrupt that reaches the program of a step as well', async () => {
    const { host, plan, base, before } = setUp(true);
    let isInterrupted = false;
    base.answers.set('rcctl reload', { exit: null, failure: 'SIGINT' });
    host.beforeAction = (action) => void (isInterrupted ||= action.includes('rcctl reload'));
    const failure = await failureOf(apply(plan, host, options({ isInterrupted: () => isInterrupted })));
    assert.deepEqual([isInterrupted, failure.diagnostics[0]?.message, failure.diagnostics[0]?.next], [true, 'interrupted', 'stsctl apply']);
    assert.deepEqual(host.snapshot(), before.files);
    assert.deepEqual(base.state(), before.base);
  });
});

test('httpd that died of the new configuration is started with the old one', async () => {
  const { host, plan, base } = setUp(true);
  base.answers.set('acme-client -v', { exit: 1, stderr: 'x' });
  host.beforeAction = (action) => {
    if (action.includes('acme-client -v')) base.running = false;
  };
  const failure = await failureOf(apply(plan, host, options()));
  assert.equal(failure.exit, 1);
  assert.equal(base.running, true);
});

test('the message says what was restored, in the manual\'s words', async () => {
  const { host, plan, base } = setUp(true);
  base.answers.set('acme-client -v', { exit: 1, stderr: 'acme-client: challenge timed out\n' });
  const [diagnostic] = (await failureOf(apply(plan, host, options()))).diagnostics;
  assert.equal(diagnostic?.message, 'acme-client mta-sts.example.com: exit 1: acme-client: challenge timed out');
  assert.match(diagnostic?.restored ?? '', /\/etc\/httpd\.conf/);
  assert.match(diagnostic?.restored ?? '', /httpd reloaded with the old configuration/);
});

test('what can\'t be put back ends with exit 3 and says where the old file is', async () => {
  const { host, plan, base } = setUp(true);
  base.answers.set('acme-client -v', { exit: 1, stderr: 'x' });
  let failed = false;
  host.beforeAction = (action) => {
    failed ||= action.includes('acme-client -v');
    if (failed && action === 'stage /etc/httpd.conf') throw new HostError('ENOSPC', '/etc/httpd.conf', 'no space left on device');
  };
  const failure = await failureOf(apply(plan, host, options()));
  assert.equal(failure.exit, 3);
  assert.match(failure.diagnostics[0]?.message ?? '', /ROLLBACK INCOMPLETE on mx1: \/etc\/httpd\.conf/);
  assert.match(failure.diagnostics[0]?.next ?? '', /journal\/20261124T101500Z\/plan\.json/);
});

test('a file that changed since the plan was made is refused as stale', async () => {
  const { host, plan } = setUp(true);
  host.entries.set('/etc/httpd.conf', { kind: 'file', content: `${OLD_CONF}# edited\n`, mode: 0o644, uid: 0, gid: 0 });
  const failure = await failureOf(apply(plan, host, options()));
  assert.equal(failure.diagnostics[0]?.code, 'plan-stale');
  assert.deepEqual(host.log, [], 'nothing may be written');
});

test('an edit saved while the files are judged is not overwritten', async () => {
  const { host, plan, base, before } = setUp(true);
  const edited = { kind: 'file' as const, content: `${OLD_CONF}# saved meanwhile\n`, mode: 0o644, uid: 0, gid: 0 };
  host.beforeAction = (action) => {
    if (action.includes('httpd -n')) host.entries.set('/etc/httpd.conf', edited);
  };
  const failure = await failureOf(apply(plan, host, options()));
  assert.equal(failure.exit, 1);
  assert.equal(failure.diagnostics[0]?.message, '/etc/httpd.conf: changed while stsctl worked');
  assert.deepEqual(host.snapshot(), { ...before.files, '/etc/httpd.conf': edited });
  assert.deepEqual(base.state(), before.base);
});

test('a crontab saved while acme-client works is not overwritten', async () => {
  const { host, plan, base, before } = setUp(true);
  host.beforeAction = (action) => {
    if (action.includes('acme-client -v')) base.crontab = '0 0 * * * mine\n';
  };
  const failure = await failureOf(apply(plan, host, options()));
  assert.equal(failure.exit, 1);
  assert.match(failure.diagnostics[0]?.message ?? '', /crontab of root: changed while stsctl worked/);
  assert.equal(base.crontab, '0 0 * * * mine\n');
  assert.deepEqual(host.snapshot(), before.files);
});

test('a second run is refused while one holds the lock, and takes over a dead one\'s', async () => {
  const { host, plan } = setUp(true);
  host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
  const lock = (pid: number) => ({ kind: 'file' as const, content: JSON.stringify({ pid, since: '2026-11-24T10:00:00Z' }), mode: 0o600, uid: 0, gid: 0 });
  host.entries.set('/var/db/stsctl/lock', lock(1));
  assert.equal((await failureOf(apply(plan, host, options()))).diagnostics[0]?.code, 'apply-locked');
  host.entries.set('/var/db/stsctl/lock', lock(4711));
  await apply(plan, host, options());
});

test('a lock that is empty, cut off, or of a process whose number is another\'s by now, is taken over', async () => {
  for (const content of ['', '{"pid":1,"si', JSON.stringify({ pid: 1, since: '2026-11-24T10:00:00Z', start: 'before the reboot' })]) {
    const { host, plan } = setUp(true);
    host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
    host.entries.set('/var/db/stsctl/lock', { kind: 'file', content, mode: 0o600, uid: 0, gid: 0 });
    await apply(plan, host, options());
    assert.deepEqual([...host.entries.keys()].filter((path) => path.includes('lock')), [], content);
  }
});

test('who holds the lock is told, and where it was started', async () => {
  const { host, plan } = setUp(true);
  host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
  host.entries.set('/var/db/stsctl/lock', { kind: 'file', content: JSON.stringify({ pid: 1, since: '2026-11-24T10:00:00Z', start: 'today', from: 'laptop' }), mode: 0o600, uid: 0, gid: 0 });
  assert.match((await failureOf(apply(plan, host, options()))).diagnostics[0]?.message ?? '', /holds the lock on mx1: pid 1 since 2026-11-24T10:00:00Z, run on laptop$/);
});

test('what is recorded of an apply is written under its lock', async () => {
  const { host, plan } = setUp(true);
  let wasLocked: boolean | null = null;
  await apply(plan, host, options({ record: async () => void (wasLocked = host.entries.has('/var/db/stsctl/lock')) }));
  assert.equal(wasLocked, true);
});

test('a rollback puts back what an apply changed, and a rollback of it does it again', async () => {
  const { host, plan, base, before } = setUp(false);
  await apply(plan, host, options());
  const applied = { files: host.snapshot(), base: base.state() };
  const rollback = await planRollback(host, null);
  const { journal } = await apply(rollback.plan, host, options({ undoes: rollback.undoes }));
  assert.deepEqual(host.snapshot(), before.files);
  assert.deepEqual(base.state(), before.base);
  assert.equal((await failureOf(planRollback(host, null))).diagnostics[0]?.code, 'rollback-nothing');
  const again = await planRollback(host, journal);
  await apply(again.plan, host, options({ undoes: again.undoes }));
  assert.deepEqual(host.snapshot(), applied.files);
  assert.deepEqual(base.state(), applied.base);
});

test('a run killed at any action is taken back by rollback', async () => {
  for (const index of (await recordActions(true)).keys()) {
    const { host, plan, base, before } = setUp(true);
    let count = -1;
    host.beforeAction = () => {
      count += 1;
      // Nothing happens any more: as if the process were gone.
      if (count >= index) throw new Error('killed');
    };
    host.self = { pid: 4711, start: 'today' };
    await apply(plan, host, options()).catch(() => undefined);
    host.beforeAction = () => undefined;
    host.self = { pid: 1, start: 'today' };
    const rollback = await planRollback(host, null).catch(() => null);
    if (rollback !== null && count >= index) await apply(rollback.plan, host, options({ undoes: rollback.undoes }));
    if (count < index) continue;
    if (host.entries.get('/etc/httpd.conf')?.content === NEW_CONF) continue; // killed after its end
    assert.deepEqual(withoutStaged(host), before.files, `killed before action ${index}`);
    assert.deepEqual(base.state(), before.base, `killed before action ${index}`);
  }
});

async function recordActions(isRunning: boolean): Promise<string[]> {
  const { host, plan } = setUp(isRunning);
  await apply(plan, host, options());
  return host.log;
}

function withoutStaged(host: MemoryHost) {
  return Object.fromEntries(Object.entries(host.snapshot()).filter(([path]) => !path.includes('.stsctl-')));
}

test('a directory that somebody made meanwhile is not taken back', async () => {
  const { host, plan } = setUp(true);
  const directory = plan.steps.find((step) => step.kind === 'make-directory');
  assert.ok(directory?.kind === 'make-directory');
  await host.makeDirectory(directory.path, directory.attributes);
  await failureOf(apply(plan, host, options({ fetchPolicy: async () => [NOT_SERVED] })));
  assert.ok(host.entries.has(directory.path));
});

test('an interrupted run that has only issued says what is kept', async () => {
  const { host, plan } = setUp(true);
  const issue = plan.steps.filter(({ kind }) => kind === 'issue-certificate');
  const [diagnostic] = (await failureOf(apply({ ...plan, steps: [...issue, ...issue] }, host, options({ isInterrupted: () => host.log.some((each) => each.includes('acme-client')) })))).diagnostics;
  assert.match(diagnostic?.unchanged ?? '', /^every file on .*; kept: what acme-client wrote for mta-sts\.example\.com/);
});

describe('several certificates', () => {
  const withTwo = () => {
    const set = setUp(true);
    const two: Step[] = set.plan.steps.flatMap((step): Step[] => (step.kind === 'issue-certificate' || step.kind === 'test-challenge' ? [step, { ...step, handle: 'mta-sts.example.net' }] : [step]));
    return { ...set, plan: { ...set.plan, steps: two } };
  };
  const failing = (...handles: string[]) => (step: TestChallengeStep) => Promise.resolve(handles.includes(step.handle) ? [NOT_SERVED] : []);

  test('one that is not issued keeps no other out, and is told', async () => {
    const { host, plan } = withTwo();
    const { pending, journal } = await apply(plan, host, options({ fetchChallenge: failing('mta-sts.example.net') }));
    assert.equal(pending.length, 1);
    assert.match(pending[0]?.unchanged ?? '', /^what there was of the certificate of mta-sts\.example\.net; everything else is applied on mx1$/);
    const issued = host.log.filter((each) => each.startsWith('run /usr/sbin/acme-client -v'));
    assert.deepEqual(issued, ['run /usr/sbin/acme-client -v mta-sts.example.com'], 'the authority is not asked for the other');
    assert.match(host.entries.get(`/var/db/stsctl/journal/${journal}/events`)?.content ?? '', /"outcome":"applied"/);
    assert.equal(host.entries.get('/etc/httpd.conf')?.content, NEW_CONF);
  });

  test('when none is issued, everything is put back and each is told', async () => {
    const { host, plan, before } = withTwo();
    const failure = await failureOf(apply(plan, host, options({ fetchChallenge: failing('mta-sts.example.com', 'mta-sts.example.net') })));
    assert.equal(failure.diagnostics.length, 2);
    assert.deepEqual(host.snapshot(), before.files);
  });
});

test('what is set aside for a new certificate comes back by a rollback only where nothing took its place', async () => {
  for (const isIssued of [true, false]) {
    const { host, plan, base } = setUp(true);
    host.entries.set('/etc/ssl/a.pem', { kind: 'file', content: 'garbage', mode: 0o444, uid: 0, gid: 0 });
    const move: Step = { kind: 'move-file', handle: 'mta-sts.example.com', from: '/etc/ssl/a.pem', to: '/etc/ssl/a.pem.20261124T101500Z', size: 7, reason: 'r' };
    base.answers.set('acme-client -v', isIssued ? {} : { exit: 1 });
    const run = apply({ ...plan, steps: plan.steps.flatMap((step): Step[] => (step.kind === 'issue-certificate' ? [move, step] : [step])) }, host, options());
    if (!isIssued) {
      await failureOf(run);
      assert.equal(host.entries.get('/etc/ssl/a.pem')?.content, 'garbage');
      continue;
    }
    await run;
    host.entries.set('/etc/ssl/a.pem', { kind: 'file', content: 'new', mode: 0o444, uid: 0, gid: 0 });
    const rollback = await planRollback(host, null);
    await apply(rollback.plan, host, options({ undoes: rollback.undoes }));
    assert.equal(host.entries.get('/etc/ssl/a.pem')?.content, 'new');
    assert.equal(host.entries.get('/etc/ssl/a.pem.20261124T101500Z')?.content, 'garbage');
  }
});

test('a run sweeps after one that was killed', async () => {
  const { host, plan } = setUp(true);
  host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o700, uid: 0, gid: 0 });
  for (const path of ['/var/db/stsctl/lock', '/var/db/stsctl/.lock.stsctl-9']) host.entries.set(path, { kind: 'file', content: '{"pid":4711,"since":"2026-11-24T00:00:00Z"}\n', mode: 0o600, uid: 0, gid: 0 });
  await apply(plan, host, options());
  assert.deepEqual([...host.entries.keys()].filter((path) => path.includes('lock')), []);
});

test('a domain that waits for its certificate does not keep another from its new policy', async () => {
  const { host, plan } = setUp(true);
  const steps: Step[] = [...plan.steps, { kind: 'fetch-policy', domain: 'example.net', policyHost: 'mta-sts.example.net', handle: 'mta-sts.example.net', certificate: '/etc/ssl/n.pem', connect: ['127.0.0.1'], body: '', reason: 'r' }];
  const { pending } = await apply({ ...plan, steps }, host, options({ fetchChallenge: async () => [NOT_SERVED] }));
  assert.equal(pending.length, 1);
  assert.equal(host.entries.get('/etc/httpd.conf')?.content, NEW_CONF);
});

test('a certificate that can\'t be loaded is set aside though its domain waits: httpd is reloaded for the others', async () => {
  const { host, plan } = setUp(true);
  host.entries.set('/etc/ssl/a.pem', { kind: 'file', content: 'garbage', mode: 0o444, uid: 0, gid: 0 });
  const other: Step = { kind: 'issue-certificate', handle: 'mta-sts.example.net', reason: 'r' };
  const move: Step = { kind: 'move-file', handle: 'mta-sts.example.com', from: '/etc/ssl/a.pem', to: '/etc/ssl/a.pem.20261124T101500Z', size: 7, reason: 'r' };
  const steps = plan.steps.flatMap((step): Step[] => (step.kind === 'issue-certificate' ? [move, step, other] : [step]));
  const { pending } = await apply({ ...plan, steps }, host, options({ fetchChallenge: async () => [NOT_SERVED] }));
  assert.match(pending[0]?.unchanged ?? '', /^nothing but the files of mta-sts\.example\.com that httpd could not load, which stay set aside/);
  assert.ok(!host.entries.has('/etc/ssl/a.pem'));
});

test('what need not be out of the way stays, or comes back, when its domain waits', async () => {
  for (const fails of ['challenge', 'order'] as const) {
    const { host, plan, base } = setUp(true);
    host.entries.set('/etc/ssl/a.pem', { kind: 'file', content: 'whole, and its key is gone', mode: 0o444, uid: 0, gid: 0 });
    const other: Step = { kind: 'fetch-policy', domain: 'example.net', policyHost: 'mta-sts.example.net', handle: null, certificate: '/etc/ssl/n.pem', connect: ['127.0.0.1'], body: '', reason: 'r' };
    const move: Step = { kind: 'move-file', handle: 'mta-sts.example.com', from: '/etc/ssl/a.pem', to: '/etc/ssl/a.pem.20261124T101500Z', size: 26, isInTheWay: false, reason: 'r' };
    const steps = [...plan.steps.flatMap((step): Step[] => (step.kind === 'issue-certificate' ? [move, step] : [step])), other];
    if (fails === 'order') base.answers.set('acme-client -v', { exit: 1 });
    const { pending, journal } = await apply({ ...plan, steps }, host, options({ fetchChallenge: async () => (fails === 'challenge' ? [NOT_SERVED] : []) }));
    assert.match(pending[0]?.unchanged ?? '', /^what there was of the certificate/);
    assert.deepEqual([host.entries.has('/etc/ssl/a.pem'), host.entries.has('/etc/ssl/a.pem.20261124T101500Z')], [true, false], fails);
    await apply((await planRollback(host, journal)).plan, host, options({ undoes: journal }));
    assert.ok(host.entries.has('/etc/ssl/a.pem'));
  }
});

test('names that joined a certificate which is not issued leave its handle again; a rollback then finds what it expects', async () => {
  const { host, plan, base, before } = setUp(true);
  const NET = 'mta-sts.example.net';
  const withdrawals = [{ handle: NET, names: ['mta-sts.bad.example'], before: 'domain b {\n\tbad\n}\n', after: 'domain b {\n}\n' }];
  const steps = plan.steps.flatMap((step): Step[] => {
    if (step.kind === 'issue-certificate') return [{ ...step, handle: NET }, step];
    return step.kind === 'write-file' && step.path === '/etc/acme-client.conf' && step.after !== null ? [{ ...step, after: { ...step.after, content: 'domain x {\n}\ndomain b {\n\tbad\n}\n' }, withdrawals }] : [step];
  });
  base.answers.set(`acme-client -v ${NET}`, { exit: 1 });
  const { pending, journal } = await apply({ ...plan, steps }, host, options());
  assert.equal(host.entries.get('/etc/acme-client.conf')?.content, 'domain x {\n}\ndomain b {\n}\n');
  assert.match(pending[0]?.unchanged ?? '', /and its handle, which is without mta-sts\.bad\.example again; everything else is applied/);
  await apply((await planRollback(host, journal)).plan, host, options({ undoes: journal }));
  assert.deepEqual(host.snapshot(), before.files);
});

test('a service that does not restart is told, and takes nothing back', async () => {
  const { host, plan, base } = setUp(true);
  const restart = (service: string): Step => ({ kind: 'restart-service', service, reason: 'r' });
  base.answers.set('rcctl restart', { exit: 1, stdout: 'smtpd(failed)\n' });
  const { pending, journal } = await apply({ ...plan, steps: [...plan.steps, restart('smtpd')] }, host, options());
  assert.deepEqual(pending.map(({ service, message, next }) => [service, message, next]), [['smtpd', 'rcctl restart smtpd: exit 1: smtpd(failed)', 'run by hand: rcctl -d restart smtpd']]);
  assert.equal(host.entries.get('/etc/httpd.conf')?.content, NEW_CONF);
  assert.match(host.entries.get(`/var/db/stsctl/journal/${journal}/events`)?.content ?? '', /"outcome":"applied"/);
});

test('a last apply that changed nothing to put back is told, and the one before is left alone', async () => {
  const { host, plan } = setUp(true);
  await apply(plan, host, options());
  host.entries.set('/etc/ssl/private/a.key', { kind: 'file', content: 'k', mode: 0o644, uid: 0, gid: 0 });
  const chmod: Step = { kind: 'change-mode', path: '/etc/ssl/private/a.key', before: 0o644, after: 0o400, reason: 'r' };
  await apply({ ...plan, steps: [chmod] }, host, options({ now: new Date('2026-11-25T00:00:00Z') }));
  const failure = await failureOf(planRollback(host, null));
  assert.match(failure.diagnostics[0]?.message ?? '', /^the last apply, 20261125T000000Z, changed nothing that can be put back/);
});

test('a plan to set a file aside is stale once another file is there', async () => {
  const { host, plan } = setUp(true);
  host.entries.set('/etc/ssl/a.pem', { kind: 'file', content: 'a good one by now', mode: 0o444, uid: 0, gid: 0 });
  const move: Step = { kind: 'move-file', handle: 'mta-sts.example.com', from: '/etc/ssl/a.pem', to: '/etc/ssl/a.pem.20261124T101500Z', size: 7, reason: 'r' };
  const failure = await failureOf(apply({ ...plan, steps: [move] }, host, options()));
  assert.deepEqual([failure.diagnostics[0]?.code, failure.diagnostics[0]?.place?.file], ['plan-stale', '/etc/ssl/a.pem']);
});

test('a machine whose clock is behind makes the newest journal all the same: a rollback goes by that', async () => {
  const { host, plan } = setUp(true);
  await apply(plan, host, options());
  const chmod: Step = { kind: 'change-mode', path: '/etc/httpd.conf', before: 0o644, after: 0o600, reason: 'r' };
  const { journal } = await apply({ ...plan, steps: [chmod] }, host, options({ now: new Date('2025-01-01T00:00:00Z') }));
  assert.equal(journal, '20261124T101500Z-2');
});

test('each step is on the disk before it is done, and what became of it with the next', async () => {
  const { host, plan } = setUp(true);
  const { journal } = await apply(plan, host, options());
  const events = host.entries.get(`/var/db/stsctl/journal/${journal}/events`)?.content.split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as { event: string }).event)) ?? [];
  assert.deepEqual(events, [...plan.steps.flatMap(() => ['begin', 'done']), 'end', '']);
  assert.equal(host.log.filter((action) => action.startsWith('append ')).length, plan.steps.length + 1);
});

test('a connection that is lost before the first change is no matter of any file', async () => {
  const { host, plan } = setUp(true);
  host.beforeAction = () => {
    throw new HostError('ECONNRESET', '/var/db/stsctl/lock', 'the connection to mx1 was lost: it was closed');
  };
  const failure = await failureOf(apply(plan, host, options()));
  assert.deepEqual(failure.diagnostics[0], { code: 'ssh-lost', message: 'the connection to mx1 was lost: it was closed', unchanged: 'every file on mx1', next: 'when mx1 answers again: stsctl apply' });
});
