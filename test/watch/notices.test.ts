// Telling: only of what changed, together, not too often, and harmless to whoever reads it.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import fc from 'fast-check';
import type { Memory } from '../../src/model/watch.ts';
import { noticeOf, type Notice } from '../../src/watch/notice-text.ts';
import { GATHER_MS, LEAST_APART_MS, Notices } from '../../src/watch/notices.ts';
import { NOTHING_KNOWN, remember } from '../../src/watch/remember.ts';
import { findingOf, observationOf, WATCH_NOW } from '../support/watch.ts';

const twice = (findings = [findingOf()], memory = NOTHING_KNOWN): Memory => [1, 2].reduce((each) => remember(each, observationOf({ findings })), memory);

interface Desk {
  readonly memories: Map<string, Memory>;
  readonly told: Notice[];
  readonly notices: Notices;
  fails: boolean;
  pass(ms: number): Promise<void>;
}

async function desk(body: (desk: Desk) => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: WATCH_NOW });
  const [memories, told]: [Map<string, Memory>, Notice[]] = [new Map(), []];
  const notices = new Notices({
    clock: Date.now,
    host: 'mx1',
    memories: () => [...memories].map(([domain, memory]) => ({ domain, memory })),
    tell: async (notice) => { if (it.fails) throw new Error('no sendmail'); told.push(notice); },
    onTold: (domain, memory) => memories.set(domain, memory),
    onFailed: () => undefined,
  });
  const it: Desk = { memories, told, notices, fails: false, async pass(ms) { mock.timers.tick(ms); for (let turn = 0; turn < 8; turn += 1) await Promise.resolve(); } };
  try {
    await body(it);
  } finally {
    notices.stop();
    mock.timers.reset();
  }
}

test('what breaks together is told together, once', () =>
  desk(async ({ memories, notices, told, pass }) => {
    for (const domain of ['a.example', 'b.example']) {
      memories.set(domain, twice());
      notices.consider();
    }
    await pass(GATHER_MS);
    assert.deepEqual(told.map(({ domains }) => domains.map(({ domain }) => domain)), [['a.example', 'b.example']]);
    notices.consider();
    await pass(10 * LEAST_APART_MS);
    assert.equal(told.length, 1);
  }));

test('a domain that flaps all day is told every quarter of an hour at most', () =>
  desk(async ({ memories, notices, told, pass }) => {
    for (let minute = 0; minute < 24 * 60; minute += 2) {
      memories.set('a.example', twice(minute % 4 === 0 ? [findingOf()] : [], memories.get('a.example')));
      notices.consider();
      await pass(120_000);
    }
    assert.ok(told.length > 10 && told.length <= 24 * 4, `${told.length}`);
  }));

test('what is gone again before it was told is not told', () =>
  desk(async ({ memories, notices, told, pass }) => {
    memories.set('a.example', twice());
    notices.consider();
    memories.set('a.example', twice([], memories.get('a.example')));
    await pass(GATHER_MS);
    assert.deepEqual(told, []);
  }));

test('when nobody could be told it is tried again', () =>
  desk(async (it) => {
    it.fails = true;
    it.memories.set('a.example', twice());
    it.notices.consider();
    await it.pass(GATHER_MS);
    assert.deepEqual([it.told.length, it.notices.failed], [0, 1]);
    it.fails = false;
    await it.pass(LEAST_APART_MS);
    assert.equal(it.told.length, 1);
  }));

test('a notice says what is wrong, where, and what to do', () => {
  const { subject, body } = noticeOf([{ domain: 'example.com', appeared: [findingOf()], gone: ['warning tlsrpt-missing'] }], 'mx1');
  assert.equal(subject, 'stsctl on mx1: failing: example.com');
  assert.equal(body, 'example.com\n  error: 203.0.113.25:25: mail.example.com shows a certificate for mail.example.net (RFC 8461 4.1)\n    next: get one that names mail.example.com\n  gone: warning tlsrpt-missing\n\n');
  assert.equal(noticeOf(['a', 'b', 'c', 'd', 'e'].map((domain) => ({ domain, appeared: [], gone: ['x'] })), 'mx1').subject, 'stsctl on mx1: recovered: a, b, c and 2 more');
});

test('whatever a peer says, the subject is one line of ASCII and the body short plain lines', () => {
  const hostile = fc.string({ unit: fc.constantFrom('\r', '\n', '\0', '\u001b', '\u202e', '\u2028', '\ud800', '\u009b', 'ü', '😀', '.', 'a'), maxLength: 2000 });
  fc.assert(
    fc.property(hostile, hostile, hostile, (message, next, where) => {
      const { subject, body } = noticeOf([{ domain: 'example.com', appeared: [findingOf({ message, next, where })], gone: [message] }], next);
      assert.match(subject, /^[\x20-\x7e]{1,200}$/);
      const lines = body.split('\n');
      assert.equal(lines.length, 6);
      assert.doesNotMatch(body.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      for (const line of lines) assert.ok(Buffer.byteLength(line) <= 998);
    }),
    { numRuns: 500 },
  );
  const many = noticeOf(Array.from({ length: 5000 }, (_, index) => ({ domain: `d${index}.example`, appeared: [findingOf()], gone: [] })), 'mx1');
  assert.ok(many.body.split('\n').length < 410);
});
