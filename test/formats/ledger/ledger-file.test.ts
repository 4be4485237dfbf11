// The ledger: what is written is read back, and nothing that is no event is believed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatEvent, parseLedger } from '../../../src/formats/ledger/ledger-file.ts';
import { formatPolicy } from '../../../src/formats/mta-sts/format-policy.ts';
import type { LedgerEvent } from '../../../src/model/ledger.ts';

const AT = new Date('2026-11-24T10:15:00Z');
const POLICY = formatPolicy({ mode: 'enforce', mx: ['mx1.example.com'], maxAgeSeconds: 604800 });
const BASE = { at: AT, domain: 'example.com' } as const;
const EVENTS: readonly LedgerEvent[] = [
  { ...BASE, event: 'served', policy: POLICY },
  { ...BASE, event: 'served', policy: `${POLICY}note: b\u00c3\u00bccher\r\n` },
  { ...BASE, event: 'gone' },
  { ...BASE, event: 'record', id: 'abc123', ttlSeconds: 300 },
  { ...BASE, event: 'record', id: null, ttlSeconds: 0 },
  { ...BASE, event: 'mx', hosts: ['mx1.example.com', 'mx2.example.com'], ttlSeconds: 3600 },
  { ...BASE, event: 'walk', walk: { kind: 'mx-add', host: '*.example.com' }, state: 'begun' },
  { ...BASE, event: 'walk', walk: { kind: 'retire' }, state: 'ended' },
];

test('every event is read back, from a line in ASCII', () => {
  const text = EVENTS.map(formatEvent).join('');
  assert.deepEqual(parseLedger(text), { events: EVENTS, damaged: [] });
  assert.match(text, /^[\x20-\x7E\n]*$/);
});

test('a line that a crash cut off says nothing; one in the middle is told', () => {
  const [first = '', , gone = ''] = EVENTS.map(formatEvent);
  assert.deepEqual(parseLedger(first + gone.slice(0, 20)), { events: [EVENTS[0]], damaged: [] });
  assert.deepEqual(parseLedger(`${first}${gone.slice(0, 20)}\n${gone}`), { events: [EVENTS[0], EVENTS[2]], damaged: [2] });
});

const good = JSON.parse(formatEvent(EVENTS[0] as LedgerEvent)) as Record<string, unknown>;
const BAD: readonly Record<string, unknown>[] = [
  { ...good, at: '2026-13-24T10:15:00Z' },
  { ...good, at: 1 },
  { ...good, domain: 'a b' },
  { ...good, domain: '../../etc' },
  { ...good, policy: 'version: STSv1\n' },
  { ...good, policy: POLICY.padEnd(70_000, 'x') },
  { ...good, event: 'other' },
  { ...good, event: 'record', id: 'a b', ttlSeconds: 1 },
  { ...good, event: 'record', id: 'a', ttlSeconds: -1 },
  { ...good, event: 'mx', hosts: ['\u001b[2J'], ttlSeconds: 1 },
  { ...good, event: 'walk', walk: { kind: 'mx-add' }, state: 'begun' },
  { ...good, event: 'walk', walk: { kind: 'retire' }, state: 'x' },
];
for (const bad of BAD) test(`not believed: ${JSON.stringify(bad).slice(0, 120)}`, () => assert.deepEqual(parseLedger(`${JSON.stringify(bad)}\n`), { events: [], damaged: [1] }));

test('any text is read, and what is read can be written again', () => {
  const line = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.constantFrom(...EVENTS.map((each) => formatEvent(each).trimEnd())));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const { events } = parseLedger(`${lines.join('\n')}\n`);
      assert.deepEqual(parseLedger(events.map(formatEvent).join('')).events, events);
    }),
  );
});
