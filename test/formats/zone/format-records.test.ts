// Records as nsd(8) and BIND read them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRecords, formatTxt } from '../../../src/formats/zone/format-records.ts';

test('names are absolute, columns aligned, TXT quoted', () => {
  const text = formatRecords([
    { name: 'mta-sts.example.com', type: 'A', value: '203.0.113.1' },
    { name: 'mta-sts.example.com', type: 'AAAA', value: '2001:db8::7334' },
    { name: '_mta-sts.example.com', type: 'TXT', value: 'v=STSv1; id=20220426;' },
  ]);
  assert.equal(
    text,
    'mta-sts.example.com.   IN  A     203.0.113.1\n' + 'mta-sts.example.com.   IN  AAAA  2001:db8::7334\n' + '_mta-sts.example.com.  IN  TXT   "v=STSv1; id=20220426;"\n',
  );
  assert.equal(formatRecords([]), '');
});

test('quotes and backslashes are escaped, what is not printable becomes a number', () => {
  assert.equal(formatTxt('a"b\\c\nü'), '"a\\"b\\\\c\\010\\195\\188"');
  assert.equal(formatTxt(''), '""');
});

test('a long text is cut at 255 bytes, before escaping', () => {
  assert.equal(formatTxt('x'.repeat(256)), `"${'x'.repeat(255)}" "x"`);
  assert.equal(formatTxt('"'.repeat(255)), `"${'\\"'.repeat(255)}"`);
});

/** RFC 1035 5.1 and 3.3.14, read back. */
function readTxt(text: string): string {
  const strings = [...text.matchAll(/"((?:[^"\\]|\\\d{3}|\\[^\d])*)"/g)].map(([, inside]) => (inside ?? '').replaceAll(/\\(\d{3}|.)/g, (_, it: string) => (it.length === 3 ? String.fromCharCode(Number(it)) : it)));
  assert.ok(strings.every((each) => each.length <= 255));
  return Buffer.from(strings.join(''), 'latin1').toString('utf8');
}

test('a TXT text reads as it was written', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 600 }), (text) => assert.equal(readTxt(formatTxt(text)), text)));
});
