// Clocks that differ are told from five minutes on, in the largest unit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockNote } from '../../src/formats/clock-note.ts';

const MINUTE = 60_000;
for (const [ahead, said] of [
  [0, null],
  [4 * MINUTE, null],
  [-4 * MINUTE, null],
  [5 * MINUTE, /^the clock of mail1 is 5 minutes ahead of this machine's: /],
  [-60 * MINUTE, /is 1 hour behind this machine's/],
  [26 * 60 * MINUTE, /is 1 day ahead of/],
] as const) {
  test(`${ahead / MINUTE} minutes`, () => {
    const note = clockNote('mail1', ahead);
    if (said === null) assert.equal(note, null);
    else assert.match(note?.message ?? '', said);
  });
}
