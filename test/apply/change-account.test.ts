// The user of stsctld, added and removed as a package's would be.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changeAccount } from '../../src/apply/change-account.ts';
import { StepFailed } from '../../src/apply/step-failed.ts';
import type { RunResult } from '../../src/model/host.ts';
import type { AccountStep } from '../../src/model/plan.ts';
import { MemoryHost } from '../support/memory-host.ts';

const ROOT = 'root:*:0:0:daemon:0:0:Charlie &:/root:/bin/ksh\n';
const OURS = '_stsctl:*:1001:1001::0:0:stsctl watch daemon:/var/empty:/sbin/nologin\n';
const ADD: AccountStep = { kind: 'account', name: '_stsctl', action: 'add', reason: 'r' };
const REMOVE: AccountStep = { ...ADD, action: 'remove' };

function hostWith(passwd: string, group: string, answer: Partial<RunResult> = {}): MemoryHost {
  return new MemoryHost({ '/etc/passwd': passwd, '/etc/group': group }, () => answer);
}

async function ran(step: AccountStep, host: MemoryHost): Promise<string[]> {
  await changeAccount(step, host);
  return host.log;
}

describe('add', () => {
  const useradd = 'run /usr/sbin/useradd -c stsctl watch daemon -d /var/empty -g =uid -L daemon -s /sbin/nologin _stsctl';

  test('a user without password, shell or home, with a group of its own', async () => assert.deepEqual(await ran(ADD, hostWith(ROOT, 'wheel:*:0:root\n')), [useradd]));

  test('one that is there already is left: the run before ended between announcing it and its end', async () => assert.deepEqual(await ran(ADD, hostWith(ROOT + OURS, '')), []));

  test('a name that only begins like ours, or is in the middle of a line, is another user', async () => {
    assert.deepEqual(await ran(ADD, hostWith('_stsctl2:*:5:5::0:0::/:/\nx:*:6:6::0:0:_stsctl:/:/\n', '')), [useradd]);
  });

  test('a host without passwd(5) is told by useradd(8) what is wrong', async () => {
    const host = new MemoryHost({}, () => ({}));
    assert.deepEqual(await ran(ADD, host), [useradd]);
  });
});

describe('remove', () => {
  test('the user, then the group where userdel(8) has left it', async () => {
    assert.deepEqual(await ran(REMOVE, hostWith(ROOT + OURS, '_stsctl:*:1001:\n')), ['run /usr/sbin/userdel _stsctl', 'run /usr/sbin/groupdel _stsctl']);
    assert.deepEqual(await ran(REMOVE, hostWith(ROOT + OURS, 'wheel:*:0:root\n')), ['run /usr/sbin/userdel _stsctl']);
    assert.deepEqual(await ran(REMOVE, hostWith(ROOT, '_stsctl:*:1001:\n')), ['run /usr/sbin/groupdel _stsctl']);
  });

  test('who is not there is not removed', async () => assert.deepEqual(await ran(REMOVE, hostWith(ROOT, 'wheel:*:0:root\n')), []));
});

test('a program that fails is named with its words, and with what to run by hand', async () => {
  const host = hostWith(ROOT + OURS, '', { exit: 1, stderr: 'userdel: user `_stsctl\' is in use\n' });
  const failed = await changeAccount(REMOVE, host).then(() => assert.fail(), (error: unknown) => error);
  assert.ok(failed instanceof StepFailed);
  assert.match(failed.message, /^\/usr\/sbin\/userdel _stsctl: .*is in use/);
  assert.equal(failed.next, 'run by hand: /usr/sbin/userdel _stsctl');
  assert.equal(host.log.length, 1, 'nothing is run after it');
});
