// A zone file through apply, put-back and rollback: its serial never goes down once nsd may have read it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply } from '../../src/apply/apply.ts';
import type { ApplyOptions } from '../../src/apply/apply-options.ts';
import { planRollback } from '../../src/apply/rollback.ts';
import { Failure } from '../../src/model/failure.ts';
import type { RunResult } from '../../src/model/host.ts';
import type { Plan, Step } from '../../src/model/plan.ts';
import { MemoryHost } from '../support/memory-host.ts';

const FILE = '/var/example.com.zone';
const zone = (serial: number, more = '') => `@ SOA ns h ${serial} 1 1 1 1\n@ NS ns\n${more}`;
const OLD = zone(5);
const NEW = zone(6, 'a A 192.0.2.1\n');
const STATE = { mode: 0o644, uid: 0, gid: 0 } as const;
const PLAN: Plan = {
  version: 1,
  host: 'mx1',
  root: '',
  steps: [
    { kind: 'write-file', path: FILE, before: { ...STATE, content: OLD }, after: { ...STATE, content: NEW }, judge: { program: 'nsd-checkzone', expected: [], expectedBefore: [], handle: 'example.com' }, reason: 'r' },
    { kind: 'reload-zone', zone: 'example.com', reason: 'r' },
  ],
  left: [],
  notes: [],
  caFile: null,
  certificates: [],
};

const options = (changes: Partial<ApplyOptions> = {}): ApplyOptions => ({
  now: new Date('2026-11-24T10:15:00Z'), fetchPolicy: async () => [], fetchChallenge: async () => [], newToken: () => 'token', onStep: () => undefined, isInterrupted: () => false, undoes: null, record: async () => undefined, ...changes,
});

function hostWith(answers: Readonly<Record<string, Partial<RunResult>>> = {}): MemoryHost {
  return new MemoryHost({ [FILE]: OLD }, ([program = '']) => answers[program.slice('/usr/sbin/'.length)] ?? {});
}

async function failed(host: MemoryHost, changes: Partial<ApplyOptions> = {}): Promise<Failure> {
  const error = await apply(PLAN, host, options(changes)).then(() => assert.fail('it should have failed'), (each: unknown) => each);
  assert.ok(error instanceof Failure, String(error));
  return error;
}

const contentOf = (host: MemoryHost) => host.entries.get(FILE)?.content;

test('judged where it is staged, renamed, then reloaded', async () => {
  const host = hostWith();
  await apply(PLAN, host, options());
  assert.equal(contentOf(host), NEW);
  assert.deepEqual(host.log.filter((each) => each.startsWith('run') || each === `commit ${FILE}`), [
    `run /usr/sbin/nsd-checkzone example.com /var/.example.com.zone.stsctl-1`,
    `commit ${FILE}`,
    'run /usr/sbin/nsd-control -c /var/nsd/etc/nsd.conf reload example.com',
  ]);
});

test('warnings of a zone that is accepted are about what was there before', async () => {
  const host = hostWith({ 'nsd-checkzone': { stderr: '[2026-11-24 10:15:00.123] nsd-checkzone[7]: warning: /var/x:3: TTL differs\n' } });
  await apply(PLAN, host, options());
  assert.equal(contentOf(host), NEW);
});

test('a refusal names the line, without the prefix of nsd', async () => {
  const host = hostWith({ 'nsd-checkzone': { exit: 1, stderr: '[2026-11-24 10:15:00.123] nsd-checkzone[7]: error: /var/.example.com.zone.stsctl-1:3: syntax error\n' } });
  const { diagnostics: [first], exit } = await failed(host);
  assert.deepEqual([first?.code, first?.place, first?.message, exit], ['apply-judged', { file: FILE, line: 3 }, 'nsd-checkzone refuses the new file: syntax error', 1]);
  assert.equal(contentOf(host), OLD);
});

test('nsd that was not told: the very bytes come back', async () => {
  const host = hostWith({ 'nsd-control': { exit: 1, stderr: 'error: could not connect\n' } });
  const { diagnostics: [first], exit } = await failed(host);
  assert.match(first?.message ?? '', /^nsd-control reload example\.com: exit 1: error: could not connect$/);
  assert.equal(exit, 1);
  assert.equal(contentOf(host), OLD);
});

test('nsd that may have been told: the serial goes on', async () => {
  let count = 0;
  const host = new MemoryHost({ [FILE]: OLD }, ([program = '']) => (program.endsWith('nsd-control') && (count += 1) === 1 ? { exit: null, failure: 'timed out' } : {}));
  const { exit } = await failed(host);
  assert.equal(exit, 1);
  assert.equal(contentOf(host), zone(7));
  assert.equal(count, 2, 'nsd reads what was put back');
});

test('a rollback, and a rollback of that: each with a serial that goes on', async () => {
  const host = hostWith();
  const { journal } = await apply(PLAN, host, options());
  const back = await planRollback(host, null);
  const undone = await apply(back.plan, host, options({ undoes: journal }));
  assert.equal(contentOf(host), zone(7));
  const forth = await planRollback(host, undone.journal);
  await apply(forth.plan, host, options({ undoes: undone.journal }));
  assert.equal(contentOf(host), zone(8, 'a A 192.0.2.1\n'));
});

test('two edits are taken back one after the other; a change of somebody else in between is not lost', async () => {
  const host = hostWith();
  const first = await apply(PLAN, host, options());
  const [write, reload] = PLAN.steps as [Step & { kind: 'write-file' }, Step];
  const newest = zone(7, 'a A 192.0.2.1\nb A 192.0.2.1\n');
  const second = await apply({ ...PLAN, steps: [{ ...write, before: write.after, after: { ...STATE, content: newest } }, reload] }, host, options());
  for (const [undoes, content] of [[second.journal, zone(8, 'a A 192.0.2.1\n')], [first.journal, zone(9)]] as const) {
    const { plan } = await planRollback(host, null);
    await apply(plan, host, options({ undoes }));
    assert.equal(contentOf(host), content);
  }
  const other = hostWith();
  await apply(PLAN, other, options());
  other.entries.set(FILE, { kind: 'file', ...STATE, content: zone(7, 'a A 192.0.2.99\n') });
  const { plan } = await planRollback(other, null);
  await assert.rejects(apply(plan, other, options({ undoes: '20261124T101500Z' })), /a rollback would lose that change/);
});

test('a run that was killed between the file and the reload: the zone comes back with a serial that goes on, and is read', async () => {
  const host = hostWith();
  const { journal } = await apply(PLAN, host, options());
  const events = `/var/db/stsctl/journal/${journal}/events`;
  const first = host.entries.get(events)?.content.split('\n')[0] ?? '';
  host.entries.set(events, { kind: 'file', ...STATE, content: `${first}\n` });
  const { plan } = await planRollback(host, null);
  assert.deepEqual(plan.steps.map(({ kind }) => kind), ['write-file', 'reload-zone']);
  await apply(plan, host, options({ undoes: journal }));
  assert.equal(contentOf(host), zone(7));
});

test('one that was killed before the file was there has nothing to take back', async () => {
  const host = hostWith();
  const { journal } = await apply(PLAN, host, options());
  host.entries.set(FILE, { kind: 'file', ...STATE, content: OLD });
  host.entries.set(`/var/db/stsctl/journal/${journal}/events`, { kind: 'file', ...STATE, content: '{"event":"begin","step":0}\n' });
  await assert.rejects(planRollback(host, null), /there is no apply on mx1 to put back/);
});
