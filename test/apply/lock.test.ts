// Two that find the lock of a run that is gone at the same moment, and what a lock says.
import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { describe, test } from 'node:test';
import { refuseHeld, takeLock } from '../../src/apply/lock.ts';
import { Failure } from '../../src/model/failure.ts';
import { HostError } from '../../src/model/host.ts';
import { FakeBase } from '../support/fake-base.ts';
import { MemoryHost } from '../support/memory-host.ts';

const LOCK = '/var/db/stsctl/lock';
const NOW = new Date('2026-11-24T10:15:00Z');
const GONE = '{"pid":4711,"since":"2026-11-24T00:00:00.000Z","start":"yesterday","from":"mx9"}\n';
const ALIVE = '{"pid":1,"since":"2026-11-24T09:00:00.000Z","start":"today","from":"mx9"}\n';
const DIRECTORY = { kind: 'directory', content: '', mode: 0o711, uid: 0, gid: 0 } as const;

function hostWith(lock: string | null): MemoryHost {
  const host = new MemoryHost({}, new FakeBase().program);
  host.entries.set('/var/db/stsctl', DIRECTORY);
  if (lock !== null) put(host, lock);
  return host;
}

function put(host: MemoryHost, content: string): void {
  host.entries.set(LOCK, { kind: 'file', content, mode: 0o600, uid: 0, gid: 0 });
}

async function said(run: Promise<unknown>): Promise<string> {
  const error = await run.then(() => null, (each: unknown) => each);
  if (error === null) return 'taken';
  assert.ok(error instanceof Failure, String(error));
  const [diagnostic] = error.diagnostics;
  assert.deepEqual([diagnostic?.code, diagnostic?.place, diagnostic?.unchanged], ['apply-locked', { file: LOCK }, 'every file on mx1']);
  return (diagnostic?.message ?? '').replace('another run of stsctl holds the lock on mx1: ', '');
}

test('a lock names its process, its time and its machine, and only root reads it; released, it is gone', async () => {
  const host = hostWith(null);
  const lock = await takeLock(host, NOW);
  assert.deepEqual(JSON.parse(host.entries.get(LOCK)?.content ?? ''), { pid: 1, start: 'today', since: '2026-11-24T10:15:00.000Z', from: hostname() });
  assert.equal(host.entries.get(LOCK)?.mode, 0o600);
  await lock.release();
  assert.equal(host.entries.has(LOCK), false);
});

test('its directory is made with what is above it, and one that is there keeps its mode', async () => {
  const host = hostWith(null);
  for (const path of ['/var/db/stsctl', '/var/db', '/var']) host.entries.delete(path);
  await takeLock(host, NOW);
  assert.deepEqual(['/var', '/var/db', '/var/db/stsctl'].map((path) => host.entries.get(path)?.mode), [0o755, 0o755, 0o711]);
  const own = hostWith(null);
  own.entries.set('/var/db/stsctl', { ...DIRECTORY, mode: 0o750 });
  await takeLock(own, NOW);
  assert.equal(own.entries.get('/var/db/stsctl')?.mode, 0o750);
});

describe('held', () => {
  test('by a run that is there: it is told, and nothing is touched', async () => {
    const host = hostWith(ALIVE);
    assert.equal(await said(takeLock(host, NOW)), 'pid 1 since 2026-11-24T09:00:00.000Z, run on mx9');
    assert.equal(host.entries.get(LOCK)?.content, ALIVE);
    assert.equal(await said(refuseHeld(host)), 'pid 1 since 2026-11-24T09:00:00.000Z, run on mx9');
  });

  test('by one that is gone, or by nobody: it is taken over; who only asks leaves it', async () => {
    for (const text of [GONE, '', '{"pid":', '{"pid":-1,"since":"x"}', '{"pid":1.5,"since":"x"}', '{"pid":1}', '{"pid":"1","since":"x"}', '{"pid":1,"since":"x","start":7}', '{"pid":1,"since":"x","from":7}', '[]']) {
      const host = hostWith(text);
      assert.equal(await said(refuseHeld(host)), 'taken');
      assert.equal(host.entries.get(LOCK)?.content, text);
      assert.equal(await said(takeLock(host, NOW)), 'taken', text);
    }
    assert.equal(await said(refuseHeld(hostWith(null))), 'taken');
  });

  test('a start that no ps(1) says is not compared: the number alone then counts', async () => {
    assert.match(await said(takeLock(hostWith('{"pid":1,"since":"x","start":"$(reboot)"}\n'), NOW)), /^pid 1 since x$/);
    assert.equal(await said(takeLock(hostWith('{"pid":1,"since":"x","start":"Mon Nov 23 10:00:00 2026"}\n'), NOW)), 'taken');
  });
});

describe('two at the same moment', () => {
  test('the other took it over between the look and the move: its lock is put back, and it is named', async () => {
    const host = hostWith(GONE);
    let isFirst = true;
    host.beforeAction = (action) => {
      if (isFirst && action.startsWith('commit')) {
        isFirst = false;
        put(host, ALIVE);
      }
    };
    assert.equal(await said(takeLock(host, NOW)), 'it took over just now');
    assert.deepEqual([host.entries.get(LOCK)?.content, host.entries.get(LOCK)?.mode], [ALIVE, 0o600]);
    assert.deepEqual([...host.entries.keys()].filter((path) => path.includes('stale')), []);
  });

  test('the other removed what was staged for ours', async () => {
    const host = hostWith(null);
    host.createExclusive = async () => Promise.reject(new HostError('ENOENT', LOCK, 'no such file'));
    assert.equal(await said(takeLock(host, NOW)), 'it took it just now');
    host.createExclusive = async () => Promise.reject(new HostError('EIO', LOCK, 'input/output error'));
    await assert.rejects(takeLock(host, NOW), HostError);
  });

  test('a lock that comes and goes all the time is somebody\'s', async () => {
    const host = hostWith(null);
    host.createExclusive = async () => false;
    assert.equal(await said(takeLock(host, NOW)), 'another run');
  });
});

test('what killed runs have staged beside the lock, the renewals and the ledger goes; anything else stays', async () => {
  const host = hostWith(null);
  const files = ['.lock.stsctl-1', '.renewals.stsctl-2', '.ledger.stsctl-3', 'lock.stale-4711', 'ledger', '.other.stsctl-5', 'locks'];
  for (const name of files) host.entries.set(`/var/db/stsctl/${name}`, { kind: 'file', content: '', mode: 0o600, uid: 0, gid: 0 });
  await takeLock(host, NOW);
  assert.deepEqual(files.filter((name) => host.entries.has(`/var/db/stsctl/${name}`)), ['ledger', '.other.stsctl-5', 'locks']);
});
