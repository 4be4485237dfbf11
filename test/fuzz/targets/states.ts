// What stsctl itself has written: it lies where an attacker may have got to, and may be cut short.
import assert from 'node:assert/strict';
import { formatEvent, parseLedger } from '../../../src/formats/ledger/ledger-file.ts';
import { formatMemory, parseMemory } from '../../../src/watch/memory-file.ts';
import { NOTHING_KNOWN, remember } from '../../../src/watch/remember.ts';
import { findingOf, observationOf } from '../../support/watch.ts';
import type { Target } from '../target.ts';

const AT = '"at":"2026-11-24T00:00:00Z","domain":"example.com"';
const LEDGER = [`"event":"served","policy":"version: STSv1\\nmode: none\\nmax_age: 86400\\n"`, '"event":"gone"', '"event":"record","id":"1","ttlSeconds":300', '"event":"mx","hosts":["mx.example.com"],"ttlSeconds":300', '"event":"walk","walk":{"kind":"mx-add","host":"*.example.com"},"state":"begun"'].map((event) => `{${AT},${event}}\n`);
const MEMORY = formatMemory('example.com', remember(NOTHING_KNOWN, observationOf({ findings: [findingOf()] })));

export const STATES: readonly Target[] = [
  {
    name: 'ledger',
    seeds: [LEDGER.join(''), ...LEDGER],
    check: (bytes) => {
      const { events, damaged } = parseLedger(bytes.toString('latin1'));
      assert.deepEqual(parseLedger(events.map(formatEvent).join('')), { events, damaged: [] });
      assert.ok(damaged.every((line) => line >= 1), 'lines count from 1');
    },
  },
  {
    name: 'memory of the daemon',
    seeds: [MEMORY],
    check: (bytes) => {
      const memory = parseMemory('example.com', bytes.toString('utf8'));
      if (memory !== null) assert.deepEqual(parseMemory('example.com', formatMemory('example.com', memory)), memory);
    },
  },
];
