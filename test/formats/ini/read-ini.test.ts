// Sections, keys and values with their places, and what is wrong with lines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'ini';
import { readIni } from '../../../src/formats/ini/read-ini.ts';

function kinds(text: string | Uint8Array): string[] {
  return readIni(text).problems.map(({ kind, spot }) => `${kind} ${spot.line}:${spot.column}`);
}

function values(text: string): string[] {
  return readIni(text).sections.flatMap(({ name, entries }) => entries.map(({ key, isList, value }) => `[${name}] ${key}${isList ? '[]' : ''}=${value}`));
}

test('every section, key and value has its place, counted from 1', () => {
  const [section] = readIni('; one\n\n  [domain  example.com]  ; two\n\tmx[] =  mail.example.com  ; three\n').sections;
  assert.equal(section?.name, 'domain example.com');
  assert.deepEqual(section?.spot, { line: 3, column: 4, length: 19, source: '  [domain  example.com]  ; two' });
  const [entry] = section?.entries ?? [];
  assert.deepEqual([entry?.key, entry?.isList, entry?.value], ['mx', true, 'mail.example.com']);
  assert.deepEqual([entry?.keySpot.column, entry?.keySpot.length, entry?.valueSpot.column, entry?.valueSpot.length], [2, 4, 10, 16]);
});

test('a dot in a section name is a dot, not a section inside a section', () => {
  assert.deepEqual(values('[host mail.example.com]\nssh = x\n'), ['[host mail.example.com] ssh=x']);
});

test('quotes come off, comments go, a backslash keeps a comment sign', () => {
  assert.deepEqual(values('[a]\nb = "x ; y"\nc = x ; y\nd = x\\;y\ne = \'z\'\nf =\n'), ['[a] b=x ; y', '[a] c=x', '[a] d=x;y', '[a] e=z', '[a] f=']);
});

test('true, null, a quoted number and quoted JSON stay text', () => {
  assert.deepEqual(values('[a]\nb = true\nc = null\nd = \'123\'\ne = \'{"x":1}\'\n'), ['[a] b=true', '[a] c=null', '[a] d=123', `[a] e='{"x":1}'`]);
});

test('__proto__ and its like are keys and sections as any other', () => {
  assert.deepEqual(values('[__proto__]\n__proto__ = 1\nconstructor = 2\ntoString[] = 3\n'), ['[__proto__] __proto__=1', '[__proto__] constructor=2', '[__proto__] toString[]=3']);
  assert.equal(({} as Record<string, unknown>).constructor, Object);
});

test('what is wrong with a line is told with its place', () => {
  assert.deepEqual(kinds('[a]\nword\n  = x\n[b\n[]\n[c] d\n'), ['no-equals 2:1', 'no-key 3:3', 'bad-header 4:1', 'bad-header 5:1', 'bad-header 6:1']);
  assert.deepEqual(kinds('a = 1\n'), ['before-section 1:1']);
  assert.deepEqual(kinds('[a]\nb = \u0001\n; \u0000\n; x\ry\n'), ['control-character 2:5', 'control-character 3:3', 'control-character 4:4']);
});

test('keys below a malformed header are nobody’s, and no problem of the section before', () => {
  assert.deepEqual(kinds('[a]\nx = 1\n[b\nx = 1\n'), ['bad-header 3:1']);
});

test('a byte order mark is told, and the first section read all the same', () => {
  assert.deepEqual(kinds('\uFEFF[a]\nb = 1\n'), ['byte-order-mark 1:1']);
  assert.deepEqual(values('\uFEFF[a]\nb = 1\n'), ['[a] b=1']);
});

test('bytes that are not UTF-8 are told, but not in a comment', () => {
  assert.deepEqual(kinds(Buffer.from('; f\xfcr alle\n[a]\nb = f\xfcr\n', 'latin1')), ['not-utf8 3:6']);
});

test('a section or key that stands again is told with the line of the first', () => {
  const { problems } = readIni('[a]\nb = 1\nb = 2\nc[] = 1\nc[] = 2\nc = 3\n[a]\n');
  assert.deepEqual(problems.map((each) => ('firstLine' in each ? [each.kind, each.spot.line, each.firstLine] : [])), [['duplicate-section', 7, 1], ['duplicate-key', 3, 2], ['duplicate-key', 6, 4]]);
});

test('no text makes it throw, and every place lies in its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('[', ']', '=', ';', '#', '"', "'", '\\', ' ', '\t', '\n', '\r', 'a', '.', '\0', 'ü') }), (text) => {
      const { sections, problems } = readIni(text);
      const spots = [...problems.map(({ spot }) => spot), ...sections.flatMap((each) => [each.spot, ...each.entries.flatMap(({ keySpot, valueSpot }) => [keySpot, valueSpot])])];
      for (const { column, length, source } of spots) assert.ok(column >= 1 && length >= 1 && column - 1 + length <= Math.max(source.length, column));
    }),
    { numRuns: 5000 },
  );
});

test('where ini sees a clean file, we read what ini reads', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '"', "'", ';', '#', '\\', ' ', '=', '[', ']', '.', ',', '/'), maxLength: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(word, text), { selector: ([key]) => key }), (pairs) => {
      const file = `[section]\n${pairs.map(([key, value]) => `${key} = ${value}\n`).join('')}`;
      const theirs = Object.entries((parse(file)['section'] ?? {}) as Record<string, unknown>).map(([key, value]) => [key, String(value)]);
      const ours = readIni(file).sections[0]?.entries.map(({ key, value }) => [key, value]);
      const isText = theirs.every(([, value]) => !/^\[object|,/.test(value ?? ''));
      if (isText) assert.deepEqual(ours?.sort(), theirs.sort());
    }),
    { numRuns: 2000 },
  );
});

test('the place of a name is where it stands in its brackets, and a mistake names the line of the first', () => {
  const { sections, problems } = readIni(' [ \ta ]\nx = 1\nx = 2\n[a]\ny[] = 1\ny = 2\ny[] = 3\nz[] = 1\nz[] = 2\n');
  assert.deepEqual(sections.map(({ spot }) => [spot.line, spot.column, spot.length]), [[1, 5, 1], [4, 2, 1]]);
  assert.deepEqual(problems.map((each) => [each.kind, each.spot.line, 'firstLine' in each ? each.firstLine : null]), [['duplicate-section', 4, 1], ['duplicate-key', 3, 2], ['duplicate-key', 6, 5]]);
});
