// What is kept and what is news: a change is told when two checks agree, and once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Finding } from '../../src/model/finding.ts';
import type { Memory } from '../../src/model/watch.ts';
import { fileNameOf, formatMemory, parseMemory } from '../../src/watch/memory-file.ts';
import { afterTelling, isSettled, keyOf, NOTHING_KNOWN, remember, untold } from '../../src/watch/remember.ts';
import { findingOf, observationOf } from '../support/watch.ts';

const bad = findingOf();
const note = findingOf({ severity: 'note', code: 'ipv6-absent', where: null });
const after = (...checks: (readonly Finding[])[]): Memory => checks.reduce((memory, findings, at) => remember(memory, observationOf({ at, findings })), NOTHING_KNOWN);

test('what is seen once is not told, and is looked at again; seen twice it is told', () => {
  assert.deepEqual([untold(after([bad])).appeared, isSettled(after([bad]))], [[], false]);
  assert.deepEqual([untold(after([bad], [bad])).appeared, isSettled(after([bad], [bad]))], [[bad], true]);
  assert.deepEqual([untold(after([], [bad], [])), isSettled(after([], []))], [{ appeared: [], gone: [] }, true]);
});

test('it is told once, and that it is gone is told when two checks have not seen it', () => {
  const twice = after([bad], [bad]);
  const told = afterTelling(twice, untold(twice));
  assert.deepEqual(untold(told), { appeared: [], gone: [] });
  const once = remember(told, observationOf({ at: 3 }));
  assert.deepEqual(untold(once).gone, []);
  const gone = remember(once, observationOf({ at: 4 }));
  assert.deepEqual(untold(gone).gone, [keyOf(bad)]);
  assert.deepEqual(afterTelling(gone, untold(gone)).told, []);
});

test('other words of the same finding are no news, and notes never are', () => {
  const twice = after([bad], [bad]);
  const told = afterTelling(twice, untold(twice));
  const later = [1, 2].reduce((memory, at) => remember(memory, observationOf({ at: 10 + at, findings: [{ ...bad, message: `expires in ${at} days` }, note] })), told);
  assert.deepEqual([untold(later), later.changes.length], [{ appeared: [], gone: [] }, 1]);
});

test('while no mail host can be reached from here, nothing is said to have mended', () => {
  const twice = after([bad], [bad]);
  const told = afterTelling(twice, untold(twice));
  const blind = [1, 2].reduce((memory, at) => remember(memory, observationOf({ at: 10 + at, isMailBlind: true })), told);
  assert.deepEqual([untold(blind).gone, blind.keys], [[], [keyOf(bad)]]);
});

test('changes are kept, what stays the same is not, and both are bounded', () => {
  let memory = after([], [], [bad], [bad], []);
  assert.deepEqual(memory.changes.map(({ at, keys }) => [at, keys.length]), [[0, 0], [2, 1], [4, 0]]);
  for (let at = 10; at < 400; at += 1) memory = remember(memory, observationOf({ at, id: `id${at}`, findings: Array.from({ length: 500 }, (_, index) => findingOf({ severity: index === 499 ? 'error' : 'note', where: `${index}` })) }));
  assert.deepEqual([memory.changes.length, memory.last?.findings.length, memory.last?.findings[0]?.severity], [100, 60, 'error']);
});

test('a memory survives its file', () => {
  const memory = after([bad, note], [bad]);
  assert.deepEqual(parseMemory('example.com', formatMemory('example.com', memory)), memory);
  assert.deepEqual(parseMemory('example.com', formatMemory('example.com', NOTHING_KNOWN)), NOTHING_KNOWN);
  assert.equal(parseMemory('example.org', formatMemory('example.com', memory)), null);
});

test('whatever else the file holds counts as nothing known', () => {
  const text = formatMemory('example.com', after([bad], [bad]));
  for (const broken of ['', 'null', '[]', '3', text.slice(0, -20), text.replace('"version":1', '"version":2'), text.replace('"error"', '"grave"'), text.replace('"changes":[', '"changes":[{},'), text.replace(/"at":\d+/, '"at":1e300')]) assert.equal(parseMemory('example.com', broken), null, broken.slice(0, 60));
  const json = fc.json();
  fc.assert(fc.property(fc.oneof(fc.string(), json), (any) => parseMemory('example.com', any) === null), { numRuns: 500 });
});

test('the longest domain still has a file name with room for a staged one', () => {
  const long = `${'a'.repeat(60)}.`.repeat(3) + 'b'.repeat(61);
  assert.ok(`.${fileNameOf(long)}.stsctl-0123456789abcdef`.length <= 255);
  assert.notEqual(fileNameOf(long), fileNameOf(`c${long.slice(1)}`));
  assert.equal(fileNameOf('example.com'), 'example.com.json');
});
