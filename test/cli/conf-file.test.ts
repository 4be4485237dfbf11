// stsctl.conf beside several hosts: written once, and put back only when no host stands by it.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { ConfFile } from '../../src/cli/conf-file.ts';
import { Council } from '../../src/cli/council.ts';
import { editedLines } from '../../src/config/config-edit.ts';
import { next } from '../../src/lifecycle/situation.ts';
import { strictest } from '../../src/lifecycle/strictest.ts';
import { Failure } from '../../src/model/failure.ts';
import { HostError } from '../../src/model/host.ts';
import type { ConfigEdit } from '../../src/model/plan.ts';
import { LocalHost } from '../../src/transport/local-host.ts';

const [BEFORE, AFTER] = ['[policy]\nmode = testing\n', '[policy]\nmode = enforce\n'];
let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stsctl-conf-'));
  path = join(directory, 'stsctl.conf');
  writeFileSync(path, BEFORE);
  chmodSync(path, 0o640);
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = () => readFileSync(path, 'utf8');
const edit = (after = AFTER): ConfigEdit => ({ file: path, machine: 'admin1', reason: 'r', ...(editedLines(BEFORE, after) as NonNullable<ReturnType<typeof editedLines>>) });
const file = () => new ConfFile(new LocalHost(''), path);
const failing = (exit: 1 | 3) => async (): Promise<never> => {
  assert.equal(read(), AFTER, 'it is there while a host is at work');
  throw new Failure([{ code: 'apply-command', message: 'no', unchanged: 'u', next: 'n' }], exit);
};

test('one host: it stays when that is through, with its mode; it is put back when that was put back', async () => {
  assert.equal(await file().during(edit(), async () => read()), AFTER);
  assert.deepEqual([read(), statSync(path).mode & 0o777, readdirSync(directory)], [AFTER, 0o640, ['stsctl.conf']]);
  writeFileSync(path, BEFORE);
  await assert.rejects(file().during(edit(), failing(1)));
  assert.equal(read(), BEFORE);
  await assert.rejects(file().during(edit(), async () => Promise.reject(new HostError('ETIMEDOUT', '', 'gone'))));
  assert.equal(read(), BEFORE);
});

test('a host that could not be put back has something of it: it stays', async () => {
  await assert.rejects(file().during(edit(), failing(3)));
  assert.equal(read(), AFTER);
});

test('several: one that stands by it is enough, whichever ends first; a later one makes it again', async () => {
  const both = file();
  const slow = both.during(edit(), async () => new Promise((resolve) => setTimeout(resolve, 50)));
  await assert.rejects(both.during(edit(), failing(1)));
  assert.equal(read(), AFTER);
  await slow;
  assert.equal(read(), AFTER);

  writeFileSync(path, BEFORE);
  const again = file();
  const first = again.during(edit(), failing(1));
  await assert.rejects(first);
  assert.equal(read(), BEFORE);
  await Promise.all([assert.rejects(again.during(edit(), failing(1))), assert.rejects(again.during(edit(), failing(1)))]);
  assert.equal(read(), BEFORE);
  await again.during(edit(), async () => undefined);
  assert.equal(read(), AFTER);
});

test('a file that somebody else has changed stays as that one left it', async () => {
  writeFileSync(path, `${BEFORE}; mine\n`);
  await assert.rejects(file().during(edit(), async () => assert.fail('no host is to be begun')), /changed since this plan was made/);
  writeFileSync(path, BEFORE);
  const both = await file().during(edit(), async () => {
    writeFileSync(path, 'mine\n');
    throw new Failure([{ code: 'apply-command', message: 'no', unchanged: 'u', next: 'n' }]);
  }).catch((error: unknown) => error);
  assert.ok(both instanceof Failure);
  assert.deepEqual([both.exit, both.diagnostics.map(({ code }) => code), read()], [3, ['apply-command', 'rollback-incomplete'], 'mine\n']);
});

test('two hosts that ask for different changes, and what is no regular file', async () => {
  const both = file();
  await both.during(edit(), async () => undefined);
  await assert.rejects(both.during(edit('[policy]\nmode = none\n'), async () => undefined), /another host of this run asks for another change/);
  symlinkSync(path, join(directory, 'link.conf'));
  await assert.rejects(new ConfFile(new LocalHost(''), join(directory, 'link.conf')).atFirst(), /not a regular file/);
});

const wait = (day: number) => next('wait', `until ${day}`, 'wait', new Date(Date.UTC(2026, 0, day)));

test('of several answers the strictest: refused, blind, the longest wait', () => {
  const own = next('configure', 'on', 'apply');
  const others = (...each: ReturnType<typeof next>[]) => new Map(each.map((one, index) => [`mail${index + 2}`, one] as const));
  assert.equal(strictest(own, others(next('done', 'd', 'nothing'))), own);
  assert.equal(strictest(own, others(wait(3), wait(5), wait(4))).message, 'mail3: until 5');
  assert.equal(strictest(wait(9), others(wait(5))).message, 'until 9');
  assert.equal(strictest(wait(9), others(next('look', 'blind', 'check'), next('refuse', 'no', 'mend'))).message, 'mail3: no');
});

test('a council: none goes on while another waits, and all follow one that has removed the domain', () => {
  const council = new Council(2);
  const said = (kind: 'configure' | 'look') => new Map([['example.com', next(kind, 'm', 't')]]);
  council.agree('mail1', new Map([['example.com', wait(5)]]));
  assert.equal(council.agree('mail2', said('configure')).get('example.com')?.message, 'mail1: until 5');
  assert.equal(council.agree('mail1', said('configure')).get('example.com')?.kind, 'configure');
  council.noteRemoved('example.com');
  assert.equal(council.agree('mail2', said('look')).get('example.com')?.kind, 'remove');
  assert.deepEqual([council.noteDone('example.com', 'mail1'), council.halfRemoved], [false, ['example.com']]);
  assert.deepEqual([council.noteDone('example.com', 'mail2'), council.halfRemoved], [true, []]);
});
