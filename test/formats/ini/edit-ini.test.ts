// Edits of stsctl.conf: what was asked is there, and every other byte is as it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editIni, type IniEdit } from '../../../src/formats/ini/edit-ini.ts';
import { readIni } from '../../../src/formats/ini/read-ini.ts';
import { utf8Bytes, utf8Text } from '../../../src/formats/plan/text-json.ts';

const CASES: readonly (readonly [string, string, IniEdit, string | null])[] = [
  ['a value, its comment stays', '[a]\nmode=testing ; yet\nx = 1\n', { kind: 'set', section: 'a', key: 'mode', value: 'enforce' }, '[a]\nmode=enforce ; yet\nx = 1\n'],
  ['a quoted value', '[a]\n mode = "testing"\n', { kind: 'set', section: 'a', key: 'mode', value: 'none' }, '[a]\n mode = none\n'],
  ['a new key goes below the last, spaced as it', '[a]\n\tx\t=\t1\n; end\n[b]\n', { kind: 'set', section: 'a', key: 'mode', value: 'none' }, '[a]\n\tx\t=\t1\n\tmode\t=\tnone\n; end\n[b]\n'],
  ['aligned', '[a]\nmax_age = 1\nmx      = 2\n', { kind: 'set', section: 'a', key: 'mode', value: 'none' }, '[a]\nmax_age = 1\nmx      = 2\nmode    = none\n'],
  ['a section without keys', '[a]\n', { kind: 'set', section: 'a', key: 'mode', value: 'none' }, '[a]\nmode = none\n'],
  ['CRLF', '[a]\r\nx=1\r\n', { kind: 'set', section: 'a', key: 'mode', value: 'none' }, '[a]\r\nx=1\r\nmode=none\r\n'],
  ['CRLF and no end of the last line', '[a]\r\nx=1', { kind: 'set', section: 'a', key: 'mode', value: 'none' }, '[a]\r\nx=1\r\nmode=none'],
  ['an empty value', '[a]\nmode = ; yet\n', { kind: 'set', section: 'a', key: 'mode', value: 'none' }, '[a]\nmode = none; yet\n'],
  ['an item', '[a]\nmx[] = m1 ; first\nx = 1\n', { kind: 'add', section: 'a', key: 'mx', value: 'm2' }, '[a]\nmx[] = m1 ; first\nmx[] = m2\nx = 1\n'],
  ['a list of one gets its brackets', '[a]\nmx = m1\n', { kind: 'add', section: 'a', key: 'mx', value: 'm2' }, '[a]\nmx[] = m1\nmx[] = m2\n'],
  ['an item goes, whatever its case', '[a]\nmx[] = M1 ; old\nmx[] = m2\n', { kind: 'remove', section: 'a', key: 'mx', isMeant: (value) => value.toLowerCase() === 'm1' }, '[a]\nmx[] = m2\n'],
  ['the last line goes', '[a]\nmx[] = m1\nmx[] = m2', { kind: 'remove', section: 'a', key: 'mx', isMeant: (value) => value === 'm2' }, '[a]\nmx[] = m1\n'],
  ['a section, the comment of the next one stays', '[p]\n\n[a]\n; inside\nx=1\n\n; of b\n[b]\n', { kind: 'remove-section', section: 'a' }, '[p]\n\n; of b\n[b]\n'],
  ['the last section', '[p]\nx=1\n\n[a]\nx=1\n', { kind: 'remove-section', section: 'a' }, '[p]\nx=1\n\n'],
  ['a name in UTF-8, and a comment that is none', '; \u00fc\xff\n[domain b\u00c3\u00bccher.example]\nx=1\n', { kind: 'set', section: 'domain bücher.example', key: 'x', value: '2' }, '; \u00fc\xff\n[domain b\u00c3\u00bccher.example]\nx=2\n'],
  ['no such section', '[a]\n', { kind: 'set', section: 'b', key: 'x', value: '1' }, null],
];

for (const [title, before, edit, after] of CASES) test(title, () => assert.equal(editIni(before, edit), after));

test('a value that would need quoting is a bug of the caller', () => {
  assert.throws(() => editIni('[a]\n', { kind: 'set', section: 'a', key: 'x', value: 'a;b' }));
});

const blank = fc.stringMatching(/^[ \t]{0,3}$/);
const comment = fc.stringMatching(/^[;#][ -~é]{0,12}$/);
const name = fc.constantFrom('mode', 'max_age', 'mx', 'zone', 'tlsrpt');
const value = fc.oneof(fc.stringMatching(/^[a-z0-9.*-]{1,10}$/), fc.constantFrom('"a;b"', 'a\\;b', 'é ü', "'x'"));
const pair = fc.tuple(blank, name, blank, blank, value, fc.option(comment)).map(([indent, key, before, after, is, note]) => ({ key, text: (mark: string) => `${indent}${key}${mark}${before}=${after}${is}${note === null ? '' : ` ${note}`}` }));
const section = fc.record({ head: fc.constantFrom('[policy]', '[domain a.example] ; us', '  [ domain   bücher.example ]'), filler: fc.array(fc.oneof(blank, comment), { maxLength: 3 }), keys: fc.uniqueArray(pair, { maxLength: 4, selector: ({ key }) => key }), list: fc.boolean() });
const file = fc.record({ sections: fc.uniqueArray(section, { minLength: 1, maxLength: 3, selector: ({ head }) => head }), newline: fc.constantFrom('\n', '\r\n'), ends: fc.boolean() }).map(({ sections, newline, ends }) => {
  const lines = sections.flatMap(({ head, filler, keys, list }) => [...filler, head, ...keys.flatMap(({ key, text }) => [text(key === 'mx' && list ? '[]' : ''), ...filler])]);
  return utf8Bytes(lines.join(newline) + (ends ? newline : ''));
});
const change = fc.record({ kind: fc.constantFrom('set', 'add', 'remove', 'remove-section'), key: fc.constantFrom('mode', 'max_age', 'mx'), is: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,8}$/), pick: fc.nat(2) });

test('any file: the edit reads as asked, nothing else reads otherwise, and every other line is byte for byte the same', () => {
  fc.assert(
    fc.property(file, change, (text, { kind, key, is, pick }) => {
      const before = readIni(utf8Text(text));
      const chosen = before.sections[pick % before.sections.length];
      if (chosen === undefined) return;
      const isMeant = (each: string) => each === (chosen.entries.find((entry) => entry.key === key)?.value ?? '');
      const edit = { kind, section: chosen.name, key, value: is, isMeant } as IniEdit;
      const result = editIni(text, edit);
      assert.ok(result !== null);
      const read = (bytes: string) => readIni(utf8Text(bytes)).sections.map(({ name: of, entries }) => [of, entries.map((entry) => [entry.key, entry.value])] as const);
      assert.deepEqual(read(result), read(text).flatMap(([of, entries]) => (of === chosen.name ? changed(of, entries, kind, key, is, isMeant) : [[of, entries] as const])));
      assert.deepEqual(readIni(utf8Text(result)).problems.map((each) => each.kind), before.problems.map((each) => each.kind));
      assertOtherLines(text, result, kind === 'remove-section' ? Number.POSITIVE_INFINITY : 2);
    }),
    { numRuns: 1000 },
  );
});

type Entries = readonly (readonly string[])[];

function changed(of: string, entries: Entries, kind: string, key: string, is: string, isMeant: (value: string) => boolean): (readonly [string, Entries])[] {
  if (kind === 'remove-section') return [];
  if (kind === 'remove') return [[of, entries.filter(([each, at]) => each !== key || !isMeant(at ?? ''))]];
  const last = entries.findLastIndex(([each]) => each === key);
  if (kind === 'set' && last >= 0) return [[of, entries.map((each, index) => (index === last ? [key, is] : each))]];
  const at = last >= 0 ? last + 1 : entries.length;
  return [[of, [...entries.slice(0, at), [key, is], ...entries.slice(at)]]];
}

/** But for at most so many changed lines, `after` is `before` with one run of lines added or taken away. */
function assertOtherLines(before: string, after: string, most: number): void {
  const [old, now] = [before, after].map((each) => each.split('\n').map((line) => line.replace(/\r$/, ''))) as [string[], string[]];
  let head = 0;
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  assert.ok(now.length - head - tail <= most && old.length - head - tail <= most, `${old.length - head - tail} lines became ${now.length - head - tail}`);
  const crlf = (text: string) => text.split('\n').slice(0, -1).every((line) => line.endsWith('\r'));
  if (before.includes('\n') && after.includes('\n')) assert.equal(crlf(after), crlf(before), 'line ends');
}

test('signs that are aligned stay so where the key has room, and a blank line too many goes with its section only', () => {
  const set = (text: string) => editIni(text, { kind: 'set', section: 'a', key: 'mode', value: 'none' });
  assert.equal(set('[a]\nx   = 1\n'), '[a]\nx   = 1\nmode = none\n');
  assert.equal(set('[a]\nx    = 1\n'), '[a]\nx    = 1\nmode = none\n');
  assert.equal(set('[a]\nx =1\n'), '[a]\nx =1\nmode =none\n');
  const gone = (text: string) => editIni(text, { kind: 'remove-section', section: 'a' });
  assert.equal(gone('[p]\nx=1\n[a]\ny=1\n\n[b]\n'), '[p]\nx=1\n\n[b]\n');
  assert.equal(gone('[a]\ny=1\n\n \t\n[b]\n'), '[b]\n');
  assert.equal(gone('[p]\r\n\r\n[a]\r\n\r\n[b]\r\n'), '[p]\r\n\r\n[b]\r\n');
});
