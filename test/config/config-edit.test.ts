// A change of stsctl.conf by its lines: made and taken back only where the file is exactly that, and never more than policies at a host's word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changesPoliciesAlone, editedLines, invertEdit, isEdited, withEdit } from '../../src/config/config-edit.ts';

const NAMES = { file: '/etc/stsctl.conf', machine: 'admin1', reason: 'r' };
const CONF = '[policy]\nmode = testing\nmx[] = m.example\n\n[domain example.com]\naddress[] = 203.0.113.1\n\n[host mail1]\nssh = mail1\n';

const texts = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'é\n', 'd'), { maxLength: 8 }).map((lines) => Buffer.from(lines.join(''), 'utf8').toString('latin1'));

test('made, it gives the one text, taken back the other; of a third it does nothing', () => {
  fc.assert(fc.property(texts, texts, texts, (before, after, other) => {
    const lines = editedLines(before, after);
    if (lines === null) return assert.equal(before, after);
    const edit = { ...NAMES, ...lines };
    assert.equal(withEdit(before, edit), after);
    assert.equal(withEdit(after, invertEdit(edit)), before);
    assert.deepEqual([isEdited(after, edit), isEdited(before, edit)], [true, false]);
    if (other !== before) assert.equal(withEdit(other, edit), null);
  }));
});

test('no line travels that does not change', () => {
  assert.deepEqual(editedLines(CONF, CONF.replace('testing', 'enforce')), {
    line: 2,
    before: 'mode = testing\n',
    after: 'mode = enforce\n',
    digestBefore: editedLines(CONF, '')?.digestBefore,
    digestAfter: editedLines(CONF.replace('testing', 'enforce'), '')?.digestBefore,
  });
  assert.equal(editedLines(CONF, CONF), null);
});

test('lines of which the digest does not speak are not put in', () => {
  const edit = { ...NAMES, ...editedLines(CONF, CONF.replace('testing', 'enforce')) } as Parameters<typeof withEdit>[1];
  assert.equal(withEdit(CONF, { ...edit, after: 'mode = none\n' }), null);
  assert.equal(withEdit(CONF, { ...edit, line: 3 }), null);
});

test('modes, max_age, MX hosts and a domain that comes back are policies; nothing else is', () => {
  const cases: readonly [string, boolean][] = [
    [CONF.replace('testing', 'enforce'), true],
    [CONF.replace('mx[]', 'max_age = 86400\nmx[]'), true],
    [CONF.replace('mx[] = m.example\n', 'mx[] = m.example\nmx[] = n.example\n'), true],
    [`${CONF}[domain example.org]\nmode = none\n`, true],
    [CONF.replace('[domain example.com]', '[domain example.org]'), false],
    [CONF.replace('203.0.113.1', '203.0.113.2'), false],
    [CONF.replace('ssh = mail1', 'ssh = evil'), false],
    [`${CONF}[watch]\nnotify[] = /bin/sh\n`, false],
    [`${CONF}[acme]\ncontact = mailto:evil@example.net\n`, false],
    [CONF.replace('mode = testing', 'mode = x'), false],
  ];
  for (const [after, isSo] of cases) assert.equal(changesPoliciesAlone(CONF, after), isSo, after);
  assert.equal(changesPoliciesAlone(CONF.replace(/\[domain(?:.*\n){3}/, ''), CONF), true, 'the only domain comes back');
});
