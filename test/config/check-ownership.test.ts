// Who may have written what root acts on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOwnership, type Ownership } from '../../src/config/check-ownership.ts';

const FILE: Ownership = { file: '/etc/stsctl.conf', uid: 0, mode: 0o100644, kind: 'configuration' };

test("root's own file that nobody else may write is fine", () => {
  assert.equal(checkOwnership(FILE, true), null);
  assert.equal(checkOwnership({ ...FILE, mode: 0o100600 }, true), null);
});

test('a file that its group or everybody may write is refused, with the commands that mend it', () => {
  for (const mode of [0o100664, 0o100646, 0o100666]) {
    const refused = checkOwnership({ ...FILE, mode }, true);
    assert.equal(refused?.code, 'config-unsafe');
    assert.match(refused?.next ?? '', /chown root \/etc\/stsctl\.conf && chmod go-w \/etc\/stsctl\.conf/);
  }
});

test('a file of another user is refused whatever its mode', () => {
  assert.match(checkOwnership({ ...FILE, uid: 1000, mode: 0o100400 }, true)?.message ?? '', /belongs to uid 1000, not to root/);
});

test('a template has a code of its own', () => {
  assert.equal(checkOwnership({ ...FILE, kind: 'template', mode: 0o100666 }, true)?.code, 'template-unsafe');
});

test('in a sticky directory nobody else can replace a file of root', () => {
  assert.equal(checkOwnership({ file: '/tmp', uid: 0, mode: 0o041777, kind: 'directory' }, true), null);
  assert.notEqual(checkOwnership({ file: '/tmp/x', uid: 0, mode: 0o040777, kind: 'directory' }, true), null);
});

test('who is not root can do no harm with it and is not bothered', () => {
  assert.equal(checkOwnership({ ...FILE, uid: 1000, mode: 0o100666 }, false), null);
});
