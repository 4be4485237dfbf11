import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRenewals, parseRenewals } from '../../../src/formats/renewals/renewals-file.ts';
import type { RenewalState } from '../../../src/model/renewal.ts';

const seconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((each) => new Date(each * 1000));
const state: fc.Arbitrary<RenewalState> = fc.record({
  handle: fc.stringMatching(/^[a-z][a-z0-9.-]{0,40}$/),
  at: seconds,
  result: fc.constantFrom('renewed', 'not-due', 'failed'),
  expires: fc.option(seconds, { nil: null }),
}, { noNullPrototype: true });

test('what is written is read', () => {
  const law = fc.property(fc.uniqueArray(state, { selector: ({ handle }) => handle }), (states) => {
    const byHandle = (a: RenewalState, b: RenewalState) => (a.handle < b.handle ? -1 : 1);
    assert.deepEqual([...parseRenewals(formatRenewals(states))].sort(byHandle), [...states].sort(byHandle));
  });
  fc.assert(law);
});

test('any other text gives no state and no throw', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseRenewals(text)));
  assert.deepEqual(parseRenewals('a 2026-02-62T10:15:00Z failed -\nb 2026-02-20T10:15:00Z renewed 2026-13-01T00:00:00Z\n'), [], 'dates that are none');
  assert.deepEqual(parseRenewals('a 2026-11-24 renewed -\n\0\nb 2026-11-24T10:15:00Z gone -\n'), []);
});
