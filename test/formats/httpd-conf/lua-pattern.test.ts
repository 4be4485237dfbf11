// patterns(7): Lua 5.3 patterns in `server match`, `alias match` and `location match`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchPattern } from '../../../src/formats/httpd-conf/lua-pattern.ts';

const captures = (subject: string, pattern: string) => matchPattern(subject, pattern)?.slice(1) ?? null;

test('a pattern without special characters is looked for anywhere', () => {
  assert.deepEqual(matchPattern('www/a', 'w/a'), ['www/a', 'w/a']);
  assert.equal(matchPattern('www', 'x'), null);
});

test('captures come after the whole subject, or the part that matched when there are none', () => {
  assert.deepEqual(matchPattern('/user/bob/x', '^/user/(%a+)/(.*)$'), ['/user/bob/x', 'bob', 'x']);
  assert.deepEqual(captures('abc123', '%d+'), ['123']);
  assert.deepEqual(captures('ab', '()b'), ['']);
});

test('repetition is long with * and +, short with -, at most one with ?', () => {
  assert.deepEqual(captures('aaab', '(a*)b'), ['aaa']);
  assert.deepEqual(captures('<a><b>', '<(.-)>'), ['a']);
  assert.deepEqual(captures('https', '(https?)'), ['https']);
  assert.equal(captures('b', '^a+b'), null);
});

test('sets, classes and their negations', () => {
  assert.deepEqual(captures('a-b_c', '[%w_-]+'), ['a-b_c']);
  assert.deepEqual(captures('ab1', '[^%d]+'), ['ab']);
  assert.deepEqual(captures('xY', '%u'), ['Y']);
  assert.deepEqual(captures('a]b', '[]]'), [']']);
  assert.equal(captures('7', '^%D$'), null);
});

test('anchors, balance, frontier and a capture repeated', () => {
  assert.equal(captures('xab', '^ab'), null);
  assert.deepEqual(captures('f(a(b)c)d', '%b()'), ['(a(b)c)']);
  assert.deepEqual(captures('THE (quick) fox', '%f[%a]%a+%f[%A]'), ['THE']);
  assert.deepEqual(captures('abab', '(ab)%1'), ['ab']);
  assert.deepEqual(captures('a$b', 'a$b'), ['a$b']);
});

test('a mistake in a pattern matches nothing', () => {
  for (const pattern of ['%', '[a', '(a', 'a)', '%1', '%f', '%b', '[^']) assert.equal(matchPattern('aaa', pattern), null, pattern);
});

test('a pattern that would take for ever ends at the limit httpd sets', () => {
  assert.equal(matchPattern('a'.repeat(100), `${'a*'.repeat(30)}b`), null);
});
