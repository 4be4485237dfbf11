// Edits change what they say and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { appendBlock, applyEdits, insertBefore, removeBlock, replaceBlock } from '../../../src/formats/bsd-conf/edit.ts';
import { leadingComment } from '../../../src/formats/bsd-conf/leading-comment.ts';
import { serverBlock, validFile } from './random-httpd-conf.ts';
import { judge } from './worlds.ts';

const A = 'server "a" {\n\tlisten on * port 80\n}';
const B = 'server "b" {\n\tlisten on * port 80\n}';

function rangeOf(text: string, name: string) {
  const server = judge(text).conf.servers.find((each) => each.name === name);
  assert.ok(server);
  return server.range;
}

test('edits are applied to the original text, whatever their order', () => {
  assert.equal(applyEdits('abcdef', [{ start: 4, end: 5, content: 'E' }, { start: 0, end: 1, content: '' }]), 'bcdEf');
});

test('edits at one place go in the order given', () => {
  assert.equal(applyEdits('ab', [{ start: 1, end: 1, content: '1' }, { start: 1, end: 1, content: '2' }]), 'a12b');
});

test('overlapping edits are refused', () => {
  assert.throws(() => applyEdits('abc', [{ start: 0, end: 2, content: '' }, { start: 1, end: 3, content: '' }]), /overlaps/);
  assert.throws(() => applyEdits('abc', [{ start: 2, end: 4, content: '' }]), /overlaps/);
});

test('a block is appended after a blank line, and a last line without newline is ended first', () => {
  assert.equal(applyEdits(`${A}\n`, [appendBlock(`${A}\n`, B)]), `${A}\n\n${B}\n`);
  assert.equal(applyEdits(A, [appendBlock(A, B)]), `${A}\n\n${B}\n`);
  assert.equal(applyEdits(`${A}\n\n`, [appendBlock(`${A}\n\n`, B)]), `${A}\n\n${B}\n`);
  assert.equal(applyEdits('', [appendBlock('', B)]), `${B}\n`);
});

test('a block is removed with the comment right above it and one blank line', () => {
  const text = `# keep\n\n# stsctl: mine\n${A}\n\n${B}\n`;
  assert.equal(applyEdits(text, [removeBlock(text, rangeOf(text, 'a'))]), `# keep\n\n${B}\n`);
});

test('a block goes before another one and before the comment that belongs to that one', () => {
  const text = `# of b\n${B}\n`;
  assert.equal(applyEdits(text, [insertBefore(text, rangeOf(text, 'b'), A)]), `${A}\n\n# of b\n${B}\n`);
});

test('a leading comment is all comment lines right above, and none across a blank line', () => {
  const text = `x="1"\n\n# one\n  # two\n${A}\n\n# apart\n\n${B}\n`;
  assert.equal(leadingComment(text, rangeOf(text, 'a'))?.text, '# one\n  # two');
  assert.equal(leadingComment(text, rangeOf(text, 'b')), null);
});

test('a comment behind another statement on the line above is no leading comment', () => {
  const text = `x="1" # not of a\n${A}\n`;
  assert.equal(leadingComment(text, rangeOf(text, 'a')), null);
});

test('appending and then removing a block gives the file back, and the verdict stays', () => {
  fc.assert(fc.property(validFile, serverBlock, (text, { text: block, name }) => {
    const before = judge(text);
    fc.pre(before.exit === 0 && before.conf.servers.every((server) => server.name !== name));
    const added = applyEdits(text, [appendBlock(text, block)]);
    const after = judge(added);
    assert.equal(after.exit, 0);
    assert.equal(after.conf.servers.length, before.conf.servers.length + 1);
    const removed = applyEdits(added, [removeBlock(added, rangeOf(added, name))]);
    assert.equal(removed.trimEnd(), text.trimEnd());
  }), { numRuns: 1000 });
});

test('replacing a block leaves every byte outside it and every other server as it was', () => {
  fc.assert(fc.property(validFile, serverBlock, fc.nat(), (text, { text: block, name }, pick) => {
    const { conf, exit } = judge(text);
    fc.pre(exit === 0 && conf.servers.every((server) => server.name !== name));
    const { range } = conf.servers[pick % conf.servers.length] ?? assert.fail();
    const edited = applyEdits(text, [replaceBlock(range, block)]);
    assert.equal(edited.slice(0, range.start), text.slice(0, range.start));
    assert.equal(edited.slice(range.start + block.length), text.slice(range.end));
    const after = judge(edited);
    assert.equal(after.exit, 0);
    assert.deepEqual(after.conf.servers.map((server) => server.name === name), conf.servers.map((server) => server.range === range));
  }), { numRuns: 1000 });
});
