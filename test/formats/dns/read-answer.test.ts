// Anything at all can come back from a name server: an answer is read, or it is said why not, and soon.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encode } from 'dns-packet';
import { readAnswer } from '../../../src/formats/dns/read-answer.ts';

const QUESTION = { name: 'example.com', type: 'TXT' } as const;
const good = encode({ type: 'response', id: 7, flags: 0x0180, questions: [{ ...QUESTION, class: 'IN' }], answers: [{ ...QUESTION, class: 'IN', ttl: 60, data: ['v=STSv1; ', 'id=1;'] }] });

test('a good answer', () => {
  const read = readAnswer(good, QUESTION, 7);
  assert.deepEqual(read.kind === 'answer' && read.answer.kind === 'records' && read.answer.values, [['v=STSv1; ', 'id=1;']]);
  assert.equal(readAnswer(good, QUESTION, 8).kind, 'other');
  assert.equal(readAnswer(good, { ...QUESTION, name: 'example.org' }, 7).kind, 'other');
});

test('random bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void readAnswer(bytes, QUESTION, 7)));
});

test('a good answer with some bytes changed, or cut off', () => {
  const change = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(change, fc.nat(good.length), (changes, length) => {
      const bytes = Uint8Array.from(good);
      for (const [at, value] of changes) bytes[at] = value;
      readAnswer(bytes.subarray(0, length), QUESTION, 7);
    }),
    { numRuns: 2000 },
  );
});

test('64 KB of names that are pointers to pointers', () => {
  const bytes = Buffer.alloc(65_535);
  Buffer.from(good.subarray(0, 12)).copy(bytes);
  bytes.writeUInt16BE(0, 4);
  bytes.writeUInt16BE(2400, 6);
  for (let at = 14; at < 16_000; at += 2) bytes.writeUInt16BE(0xc000 + at - 2, at);
  for (let at = 16_000; at + 12 < bytes.length; at += 12) bytes.writeUInt16BE(0xc000 + 15_998, at);
  const begin = performance.now();
  readAnswer(bytes, QUESTION, 7);
  assert.ok(performance.now() - begin < 1000);
});
