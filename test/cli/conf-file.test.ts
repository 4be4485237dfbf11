// stsctl.conf beside several hosts: written once, and put back only when no host stands by it.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
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

test('a council looks once in each pass', async () => {
  const council = new Council(2);
  const [rehearsal, real] = [{}, {}];
  let looks = 0;
  const look = async () => (looks += 1);
  assert.deepEqual(await Promise.all([council.lookOnce(['a'], rehearsal, look), council.lookOnce(['a'], rehearsal, look), council.lookOnce(['a', 'b'], rehearsal, look), council.lookOnce(['a'], real, look)]), [1, 1, 2, 3]);
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

describe('the note of a change that hosts are to follow', () => {
  const note = () => `${path}.begun`;
  const noted = (conf: ConfFile, work: () => Promise<unknown>) => conf.during(edit(), work, true);
  const lost = async () => Promise.reject(new Failure([], 3));

  test('is there before stsctl.conf says anything else, and gone once every host has followed', async () => {
    await noted(file(), async () => {
      const begun = JSON.parse(readFileSync(note(), 'utf8')) as { stamp: string };
      assert.deepEqual([begun, statSync(note()).mode & 0o777], [{ stamp: begun.stamp, edit: edit() }, 0o600]);
      assert.match(begun.stamp, /^\d{8}T\d{6}Z$/);
      // As whoever comes after a run that was killed here sees it.
      assert.deepEqual(await file().begun(), begun);
    });
    assert.deepEqual([readdirSync(directory), await file().begun()], [['stsctl.conf'], null]);
  });

  test('goes with a change that is put back', async () => {
    await assert.rejects(noted(file(), failing(1)));
    assert.deepEqual([read(), readdirSync(directory)], [BEFORE, ['stsctl.conf']]);
  });

  test('stays where a host has not followed, though another one has, until one comes back to it', async () => {
    await assert.rejects(noted(file(), lost));
    assert.deepEqual((await file().begun())?.edit, edit());
    await noted(file(), async () => undefined);
    assert.equal(await file().begun(), null);

    writeFileSync(path, BEFORE);
    const both = file();
    const slow = noted(both, async () => new Promise((resolve) => setTimeout(resolve, 50)));
    await assert.rejects(noted(both, failing(1)));
    await slow;
    assert.deepEqual((await file().begun())?.edit, edit());
  });

  test('says nothing once stsctl.conf is another, nor where it is no note', async () => {
    await assert.rejects(noted(file(), lost));
    writeFileSync(path, `${AFTER}# by hand\n`);
    assert.equal(await file().begun(), null);
    writeFileSync(path, AFTER);
    for (const text of ['', '{', 'null', '{"reason":1}', JSON.stringify({ stamp: '20261124T101500Z', edit: { ...edit(), digestAfter: 'x' } }), JSON.stringify({ stamp: 'today', edit: edit() })]) {
      writeFileSync(note(), text);
      assert.equal(await file().begun(), null, text);
    }
  });

  test('is none of a change that each host journals by itself', async () => {
    await file().during(edit(), async () => assert.deepEqual(readdirSync(directory), ['stsctl.conf']));
  });

  test('is not missed where stsctl.conf is a link, which nothing has to edit', async () => {
    symlinkSync(path, join(directory, 'link.conf'));
    assert.equal(await new ConfFile(new LocalHost(''), join(directory, 'link.conf')).begun(), null);
  });

  test('that can not be written keeps stsctl.conf as it is', async () => {
    mkdirSync(note());
    writeFileSync(join(note(), 'x'), '');
    await assert.rejects(noted(file(), async () => assert.fail('no host may begin')), (error: unknown) => error instanceof Failure && error.diagnostics[0]?.code === 'apply-write');
    assert.equal(read(), BEFORE);
  });
});
