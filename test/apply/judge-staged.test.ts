// What the real programs say of a staged file decides, exit status and every line: before anything is renamed.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { judgeStaged } from '../../src/apply/judge-staged.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import { Failure } from '../../src/model/failure.ts';
import type { RunResult } from '../../src/model/host.ts';
import type { Judge } from '../../src/model/plan.ts';
import { MemoryHost } from '../support/memory-host.ts';

const STAGED = '/etc/.httpd.conf.stsctl-1';
const HTTPD: Judge = { program: 'httpd', expected: [], expectedBefore: [], handle: null };

async function judged(judge: Judge | null, result: Partial<RunResult>): Promise<{ told: readonly Diagnostic[]; log: string[] }> {
  const host = new MemoryHost({}, () => result);
  const step = { kind: 'write-file', path: '/etc/httpd.conf', before: null, after: { content: '', mode: 0o644, uid: 0, gid: 0 }, judge, reason: 'r' } as const;
  const error = await judgeStaged([{ step, path: STAGED }], host).then(() => null, (each: unknown) => each);
  if (error !== null) assert.ok(error instanceof Failure, String(error));
  return { told: error?.diagnostics ?? [], log: host.log };
}

const messages = async (judge: Judge | null, result: Partial<RunResult>) => (await judged(judge, result)).told.map(({ message, place }) => `${place?.line ?? '-'}: ${message}`);

describe('what is run', () => {
  test('each program on the staged file, acme-client and nsd-checkzone with what it is for', async () => {
    assert.deepEqual((await judged(HTTPD, {})).log, [`run /usr/sbin/httpd -n -f ${STAGED}`]);
    assert.deepEqual((await judged({ ...HTTPD, program: 'acme-client', handle: 'a.example' }, {})).log, [`run /usr/sbin/acme-client -n -f ${STAGED} a.example`]);
    assert.deepEqual((await judged({ ...HTTPD, program: 'acme-client' }, {})).log, [`run /usr/sbin/acme-client -n -f ${STAGED}`]);
    assert.deepEqual((await judged({ ...HTTPD, program: 'nsd-checkzone', handle: 'example.com' }, {})).log, [`run /usr/sbin/nsd-checkzone example.com ${STAGED}`]);
  });

  test('nothing for a file that no program reads', async () => assert.deepEqual(await judged(null, { exit: 1 }), { told: [], log: [] }));
});

describe('accepted', () => {
  test('in silence, or with "configuration OK"', async () => {
    assert.deepEqual(await messages(HTTPD, { stderr: '' }), []);
    assert.deepEqual(await messages(HTTPD, { stderr: 'configuration OK\n' }), []);
  });

  test('with the warnings that were foreseen, each as often as it was', async () => {
    const expected = ['server "a" ignored', 'server "a" ignored'];
    const stderr = `${STAGED}:4: server "a" ignored\n`;
    assert.deepEqual(await messages({ ...HTTPD, expected }, { stderr: `${stderr}${stderr}configuration OK\n` }), []);
    assert.deepEqual(await messages({ ...HTTPD, expected }, { stderr: `${stderr}${stderr}${stderr}` }), ['4: httpd -n accepts the new file, but says: server "a" ignored']);
  });

  test('nsd-checkzone warns of records that were there before', async () => {
    assert.deepEqual(await messages({ ...HTTPD, program: 'nsd-checkzone' }, { stderr: '[2026-11-24 10:15:00.123] nsd-checkzone[4711]: warning: x:3: out of zone\n' }), []);
  });
});

describe('refused', () => {
  test('with the line of the new file, told as a line of the file that it becomes', async () => {
    const { told } = await judged(HTTPD, { exit: 1, stderr: `${STAGED}:12: syntax error\n` });
    assert.deepEqual(told.map(({ place, message, unchanged, cause }) => ({ place, message, unchanged, cause })), [
      { place: { file: '/etc/httpd.conf', line: 12 }, message: 'httpd -n refuses the new file: syntax error', unchanged: 'every file on mx1; httpd still runs the old configuration', cause: `${STAGED}:12: syntax error\n` },
    ]);
    assert.match(told[0]?.next ?? '', /\/etc\/stsctl\/templates\/httpd\.conf/);
  });

  test('a line of an included file has no line in this one', async () => {
    assert.deepEqual(await messages(HTTPD, { exit: 1, stderr: '/etc/other.conf:7: unknown user\n' }), ['-: httpd -n refuses the new file: unknown user']);
    assert.deepEqual(await messages(HTTPD, { exit: 1, stderr: `${STAGED}: no server\n` }), [`-: httpd -n refuses the new file: ${STAGED}: no server`]);
  });

  test('the first line counts, and not the one that was foreseen', async () => {
    assert.deepEqual(await messages({ ...HTTPD, expected: ['known'] }, { exit: 1, stderr: `${STAGED}:1: known\n${STAGED}:2: new\n${STAGED}:3: more\n` }), ['2: httpd -n refuses the new file: new']);
  });

  test('without a word: the exit status, or why it did not come to one', async () => {
    assert.deepEqual(await messages(HTTPD, { exit: 7 }), ['-: httpd -n refuses the new file: exit 7']);
    assert.deepEqual(await messages(HTTPD, { exit: null, failure: 'took longer than 60 s' }), ['-: httpd -n refuses the new file: took longer than 60 s']);
  });

  test('a zone in the words of nsd, without the clock of its log', async () => {
    const { told } = await judged({ ...HTTPD, program: 'nsd-checkzone', handle: 'example.com' }, { exit: 1, stderr: `[2026-11-24 10:15:00.123] nsd-checkzone[4711]: error: ${STAGED}:5: syntax error\n` });
    assert.deepEqual(told.map(({ message, place }) => [message, place?.line]), [['nsd-checkzone refuses the new file: syntax error', 5]]);
    assert.match(told[0]?.unchanged ?? '', /nsd still serves the old zone/);
    assert.match(told[0]?.next ?? '', /nsd-checkzone example\.com \/etc\/httpd\.conf; .*stsctl -n dns --zone \/etc\/httpd\.conf/);
  });

  test('acme-client: no certificate was asked for', async () => {
    const { told } = await judged({ ...HTTPD, program: 'acme-client', handle: 'a' }, { exit: 1 });
    assert.match(told[0]?.unchanged ?? '', /no certificate was asked for/);
    assert.match(told[0]?.next ?? '', /templates\/acme-client\.conf/);
  });

  test('of several, each is told', async () => {
    const host = new MemoryHost({}, (argv) => ({ exit: argv.at(-1) === '/b' ? 0 : 1 }));
    const step = { kind: 'write-file', path: '/etc/httpd.conf', before: null, after: null, judge: HTTPD, reason: 'r' } as const;
    const error = await judgeStaged(['/a', '/b', '/c'].map((path) => ({ step, path })), host).then(() => null, (each: unknown) => each as Failure);
    assert.equal(error?.diagnostics.length, 2);
  });
});
