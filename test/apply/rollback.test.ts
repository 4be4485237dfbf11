// Rollback over several applies, and over what is left of a damaged journal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/apply-options.ts';
import { invertSteps } from '../../src/apply/invert-step.ts';
import { journalIds } from '../../src/apply/read-journals.ts';
import { planRollback } from '../../src/apply/rollback.ts';
import { takeLock } from '../../src/apply/lock.ts';
import { Failure } from '../../src/model/failure.ts';
import { HostError } from '../../src/model/host.ts';
import type { FileState, Plan, Step } from '../../src/model/plan.ts';
import { FakeBase } from '../support/fake-base.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { OLD_CONF, samplePlan } from '../support/sample-plan.ts';

const CONF = '/etc/acme-client.conf';
const JOURNALS = '/var/db/stsctl/journal';

function options(minute: number, undoes: string | null = null): ApplyOptions {
  return { now: new Date(Date.UTC(2026, 10, 24, 10, minute)), fetchPolicy: async () => [], fetchChallenge: async () => [], newToken: () => 'token', onStep: () => undefined, isInterrupted: () => false, undoes, record: async () => undefined };
}

function file(content: string, mode = 0o644, uid = 0): FileState {
  return { content, mode, uid, gid: 0 };
}

function change(before: FileState | null, after: FileState | null): Plan {
  const step: Step = { kind: 'write-file', path: CONF, before, after, judge: null, reason: 'r' };
  return { ...samplePlan(true), steps: [step] };
}

/** Nothing, then three contents, modes and owners. */
const STATES = [null, file('one'), file('two', 0o640), file('three', 0o600, 1)];

function servingHost(): MemoryHost {
  const base = new FakeBase();
  base.running = true;
  return new MemoryHost({ '/etc/httpd.conf': OLD_CONF }, base.program);
}

async function threeDeep() {
  const host = new MemoryHost({}, new FakeBase().program);
  const ids: string[] = [];
  for (const minute of [1, 2, 3]) ids.push((await apply(change(STATES[minute - 1] ?? null, STATES[minute] ?? null), host, options(minute))).journal ?? '');
  return { host, ids, at: () => stateOf(host) };
}

function stateOf(host: MemoryHost): FileState | null {
  const found = host.entries.get(CONF);
  return found === undefined ? null : file(found.content, found.mode, found.uid);
}

async function undo(host: MemoryHost, minute: number, id: string | null = null): Promise<string> {
  const { plan, undoes } = await planRollback(host, id);
  return (await apply(plan, host, options(minute, undoes))).journal ?? '';
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  const error = await run.then(() => assert.fail('it should have failed'), (each: unknown) => each);
  assert.ok(error instanceof Failure, String(error));
  return error.diagnostics[0]?.code ?? '';
}

test('three applies deep: each rollback takes back one, in content, mode, owner and existence', async () => {
  const { host, at } = await threeDeep();
  for (const depth of [2, 1, 0]) {
    await undo(host, 10 - depth);
    assert.deepEqual(at(), STATES[depth], `depth ${depth}`);
  }
  assert.equal(await codeOf(planRollback(host, null)), 'rollback-nothing');
});

test('a rollback of a rollback of a rollback', async () => {
  const { host, at } = await threeDeep();
  let last = await undo(host, 10);
  for (const [minute, depth] of [[11, 3], [12, 2], [13, 3]] as const) {
    last = await undo(host, minute, last);
    assert.deepEqual(at(), STATES[depth]);
  }
});

test('one in the middle is refused while a later one stands on it', async () => {
  const { host, ids, at } = await threeDeep();
  const { plan, undoes } = await planRollback(host, ids[1] ?? '');
  assert.equal(await codeOf(apply(plan, host, options(10, undoes))), 'plan-stale');
  assert.deepEqual(at(), STATES[3]);
});

test('applies of one second are taken back in their order, also from the tenth on', async () => {
  const host = new MemoryHost({}, new FakeBase().program);
  for (let count = 1; count <= 11; count += 1) await apply(change(count === 1 ? null : file(String(count - 1)), file(String(count))), host, options(0));
  const ids = await journalIds(host);
  assert.deepEqual([ids[0], ids[1], ids.at(-1)], ['20261124T100000Z', '20261124T100000Z-2', '20261124T100000Z-11']);
  await apply(change(file('11'), file('12')), host, options(1));
  assert.equal((await journalIds(host)).at(-1), '20261124T100100Z');
  for (const left of ['11', '10', '9']) {
    await undo(host, 2);
    assert.equal(host.entries.get(CONF)?.content, left);
  }
});

test('a clock that goes back or ahead between applies, and in a run, changes no order', async () => {
  const host = new MemoryHost({}, new FakeBase().program);
  for (const [index, minute] of [30, 1, 59].entries()) await apply(change(STATES[index] ?? null, STATES[index + 1] ?? null), host, options(minute));
  for (const depth of [2, 1, 0]) {
    await undo(host, 0);
    assert.deepEqual(stateOf(host), STATES[depth], `depth ${depth}`);
  }
});

function damage(host: MemoryHost, id: string, name: string, change: (content: string) => string): void {
  const path = `${JOURNALS}/${id}/${name}`;
  const entry = host.entries.get(path);
  assert.ok(entry !== undefined, path);
  host.entries.set(path, { ...entry, content: change(entry.content) });
}

test('a journal whose plan is cut off or spoilt is told, and nothing is guessed; an earlier one can be named', async () => {
  for (const spoil of [(text: string) => text.slice(0, text.length >> 1), () => '', () => '{}', (text: string) => text.replace('write-file', 'write-fire')]) {
    const { host, ids, at } = await threeDeep();
    damage(host, ids[2] ?? '', 'plan.json', spoil);
    host.log.length = 0;
    assert.equal(await codeOf(planRollback(host, null)), 'journal-damaged');
    assert.equal(await codeOf(planRollback(host, ids[2] ?? '')), 'journal-damaged');
    assert.deepEqual([at(), host.log], [STATES[3], []]);
    const earlier = await planRollback(host, ids[1] ?? '');
    assert.equal(await codeOf(apply(earlier.plan, host, options(10, earlier.undoes))), 'plan-stale', 'what stands on it is not overwritten');
  }
});

test('events that are cut off at any byte: what was begun is taken back, and what was not is left', async () => {
  const whole = await threeDeep();
  const { length } = whole.host.entries.get(`${JOURNALS}/${whole.ids[2]}/events`)?.content ?? '';
  for (let kept = 0; kept <= length; kept += 1) {
    const { host, ids, at } = await threeDeep();
    damage(host, ids[2] ?? '', 'events', (text) => text.slice(0, kept));
    const begun = (host.entries.get(`${JOURNALS}/${ids[2]}/events`)?.content ?? '').includes('\n');
    const planned = await planRollback(host, null);
    assert.equal(planned.undoes, begun ? ids[2] : ids[1], `${kept} bytes`);
    if (!begun) continue;
    await apply(planned.plan, host, options(10, planned.undoes));
    assert.deepEqual(at(), STATES[2]);
  }
});

test('lines of events that a disk has spoilt take no other with them', async () => {
  const { host, ids, at } = await threeDeep();
  damage(host, ids[2] ?? '', 'events', (text) => `\0\0\0\n{"event":7}\n[]\nnull\n${text}`);
  await undo(host, 10);
  assert.deepEqual(at(), STATES[2]);
});

test('a journal that ended before it had a plan was of no change', async () => {
  const { host, ids, at } = await threeDeep();
  host.entries.delete(`${JOURNALS}/${ids[2]}/plan.json`);
  assert.equal((await planRollback(host, null)).undoes, ids[1]);
  assert.deepEqual(at(), STATES[3]);
});

test('what is not a journal is none, whatever it is called', async () => {
  const { host, ids } = await threeDeep();
  for (const name of ['../../etc', 'lost+found', '20261124T100400Z.bak']) await host.makeDirectory(`${JOURNALS}/${name.replaceAll('/', '_')}`, { mode: 0o700, uid: 0, gid: 0 });
  assert.deepEqual(await journalIds(host), ids);
  assert.equal(await codeOf(planRollback(host, '../../etc')), 'rollback-nothing');
});

test('the certificates that stay are named, and no other step is', async () => {
  const host = servingHost();
  await apply(samplePlan(true), host, options(1));
  const { plan } = await planRollback(host, null);
  assert.deepEqual(plan.notes, ['the certificate of mta-sts.example.com stays: it can\'t be un-issued']);
});

test('what httpd serves is taken back after its configuration, and that after the crontab', () => {
  const plan = samplePlan(true);
  const order = invertSteps(plan, plan.steps.map((_, index) => index)).map((step) => ('path' in step ? step.path : step.kind));
  const at = (name: string) => order.indexOf(name);
  assert.ok(at('/etc/httpd.conf') >= 0 && at('/etc/httpd.conf') < at('daemon'));
  assert.ok(at('daemon') < at('/var/www/mta-sts/mta-sts.txt'));
  assert.ok(at('/var/www/mta-sts/mta-sts.txt') < at('/var/www/mta-sts'));
});

test('of a lock, only that it is gone by itself may be passed over', async () => {
  const stale = { kind: 'file', content: '{"pid":4711,"since":"2026-11-24T00:00:00Z"}\n', mode: 0o600, uid: 0, gid: 0 } as const;
  for (const [word, wanted] of [['EIO', 'EIO'], ['ENOENT', null]] as const) {
    const host = new MemoryHost({}, new FakeBase().program);
    host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o711, uid: 0, gid: 0 });
    host.entries.set('/var/db/stsctl/lock', stale);
    let isFirst = true;
    host.beforeAction = (action) => {
      if (!isFirst || !action.startsWith('commit /var/db/stsctl/lock')) return;
      isFirst = false;
      host.entries.delete('/var/db/stsctl/lock');
      throw new HostError(word, '/var/db/stsctl/lock', 'said');
    };
    const told = await takeLock(host, new Date()).then(() => null, (error: unknown) => (error as HostError).word);
    assert.equal(told, wanted);
    assert.equal(isFirst, false, 'the lock was moved aside');
  }
});

test('who holds a lock of before is told without a machine', async () => {
  const host = new MemoryHost({}, new FakeBase().program);
  host.entries.set('/var/db/stsctl', { kind: 'directory', content: '', mode: 0o711, uid: 0, gid: 0 });
  host.entries.set('/var/db/stsctl/lock', { kind: 'file', content: '{"pid":1,"since":"2026-11-24T00:00:00Z"}\n', mode: 0o600, uid: 0, gid: 0 });
  const error = await takeLock(host, new Date()).then(() => assert.fail(), (each: unknown) => each as Failure);
  assert.match(error.diagnostics[0]?.message ?? '', /: pid 1 since 2026-11-24T00:00:00Z$/);
});

test('a challenge token can be read by httpd, as acme-client leaves its own', async () => {
  const host = servingHost();
  let mode = 0;
  await apply(samplePlan(true), host, { ...options(1), fetchChallenge: async () => ((mode = host.entries.get('/var/www/acme/stsctl-token')?.mode ?? 0), []) });
  assert.equal(mode, 0o444);
});
