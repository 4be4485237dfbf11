import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeLine, escapeText, printableBytes } from '../../src/cli/escape-text.ts';

test('control characters are shown, not sent', () => {
  assert.equal(escapeText('a\u001b[31mb\r\n\tc\u0007'), 'a^[[31mb^M\n\tc^G');
  assert.equal(escapeText('\u009b2J \u007f \u202egnp.exe'), '\\x9b2J ^? \\u202egnp.exe');
  assert.equal(escapeLine('two\nlines'), 'two\\nlines');
});

test('UTF-8 stays readable, other bytes are numbered', () => {
  assert.equal(printableBytes(Buffer.from('Grüße 東京').toString('latin1')), 'Grüße 東京');
  assert.equal(printableBytes('caf\u00e9'), 'caf\\xe9');
});

test('whatever goes in, no control character but tab and newline comes out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // eslint-disable-next-line no-control-regex
      assert.doesNotMatch(escapeText(text), /[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
  );
});
