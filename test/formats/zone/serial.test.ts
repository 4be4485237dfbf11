// Serials in the style of their zone (RFC 1912 2.2, RFC 1982).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAfter, nextSerial, serialStyle } from '../../../src/formats/zone/serial.ts';

const NOW = new Date('2026-11-24T10:15:00Z');

for (const [what, written, next] of [
  ['a date of an earlier day becomes the first of today', '2026112307', '2026112401'],
  ['a date of today is counted on', '2026112401', '2026112402'],
  ['the hundredth change of a day goes on into the next day', '2026112499', '2026112500'],
  ['a date that is still to come is counted on, never back', '2030010100', '2030010101'],
  ['seconds since 1970 become those of now', '1700000000', '1795515300'],
  ['seconds of this very moment are counted on', '1795515300', '1795515301'],
  ['a counter is counted on', '41', '42'],
  ['ten digits that are no date are counted on', '2026139901', '2026139902'],
  ['leading zeros stay', '0099', '0100'],
  ['after the last number comes 1, for 0 is none', '4294967295', '1'],
] as const) {
  test(`${what}: ${written}, ${next}`, () => assert.equal(nextSerial(written, NOW), next));
}

test('style is told by the number', () => {
  assert.deepEqual(['2026112401', '1795515300', '7', '2026130101'].map((each) => serialStyle(each, NOW)), ['date', 'time', 'counter', 'counter']);
});

test('whatever the serial, the next one comes after it (RFC 1982 3.2)', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (serial) => isAfter(Number(nextSerial(String(serial), NOW)), serial)), { numRuns: 5000 });
});

test('comparison goes around the end', () => {
  assert.equal(isAfter(1, 4294967295), true);
  assert.equal(isAfter(4294967295, 1), false);
  assert.equal(isAfter(5, 5), false);
});
