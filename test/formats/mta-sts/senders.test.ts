// The table of RFC.md part 1: what five programs make of a policy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeBySenders } from '../../../src/formats/mta-sts/senders.ts';

const GOOD = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 86400\r\n';
const [SNAWOOT, CHECKDMARC, MAILAUTH, TLSPOL, MOX] = ['postfix-mta-sts-resolver', 'checkdmarc', 'mailauth', 'postfix-tlspol', 'mox'] as const;

const AGREED: readonly (readonly [string, string])[] = [
  ['CRLF', GOOD],
  ['LF', GOOD.replaceAll('\r', '')],
  ['no final line end', GOOD.trimEnd()],
  ['trailing blanks', GOOD.replace('enforce', 'enforce ')],
  ['mode none without mx', 'version: STSv1\nmode: none\nmax_age: 0\n'],
  ['version not first', 'mode: enforce\nversion: STSv1\nmx: mail.example.com\nmax_age: 0\n'],
];
for (const [title, text] of AGREED) test(`all take it: ${title}`, () => assert.deepEqual(judgeBySenders(text), []));

const DISPUTED: readonly (readonly [title: string, text: string, isValid: boolean, refusedBy: readonly string[]])[] = [
  ['mixed line ends', GOOD.replace('\r', ''), true, [CHECKDMARC]],
  ['a blank line at the end', `${GOOD}\r\n`, false, [TLSPOL, MOX]],
  ['an unknown key', `${GOOD}note: x\r\n`, true, [CHECKDMARC]],
  ['a colon in an unknown key\'s value', `${GOOD}note: a:b\r\n`, true, [CHECKDMARC]],
  ['a mode twice', `${GOOD}mode: testing\r\n`, true, [CHECKDMARC]],
  ['max_age over the maximum', GOOD.replace('86400', '31557601'), false, [SNAWOOT, CHECKDMARC, MAILAUTH]],
  ['a mode with a capital', GOOD.replace('enforce', 'Enforce'), false, [SNAWOOT, CHECKDMARC, TLSPOL, MOX]],
  ['a key with a capital', GOOD.replace('mode', 'Mode'), false, [SNAWOOT, CHECKDMARC, TLSPOL, MOX]],
  ['a byte order mark', `\u00EF\u00BB\u00BF${GOOD}`, false, [SNAWOOT, CHECKDMARC, TLSPOL, MOX]],
  ['no max_age', GOOD.replace('max_age: 86400\r\n', ''), false, [SNAWOOT, MAILAUTH, TLSPOL, MOX]],
  ['bare CR', GOOD.replaceAll('\n', ''), false, [CHECKDMARC, MAILAUTH, TLSPOL, MOX]],
  ['a blank before the colon', GOOD.replace('version:', 'version :'), false, [SNAWOOT, TLSPOL, MOX]],
  ['a list in mx', GOOD.replace('mail.example.com', 'mail.example.com, mx.example.com'), false, [TLSPOL, MOX]],
];
for (const [title, text, isValid, refusedBy] of DISPUTED) {
  test(title, () => {
    const found = judgeBySenders(text).find((each) => each.isValid === isValid && each.refusedBy.length === refusedBy.length);
    assert.deepEqual(found?.refusedBy, refusedBy, JSON.stringify(judgeBySenders(text)));
    assert.equal(found.takenBy.length + found.refusedBy.length, 5);
  });
}

test('hostile text takes no time', () => {
  const begin = performance.now();
  for (const text of [`${'\r'.repeat(65_000)}\0`, `mx:${' '.repeat(65_000)}x`, `${'a'.repeat(65_000)} :`, 'a\n'.repeat(30_000)]) judgeBySenders(text);
  assert.ok(performance.now() - begin < 1000);
});
