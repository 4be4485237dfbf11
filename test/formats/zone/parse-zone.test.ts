// How a master file is read: owners, directives, TTL and class, parentheses, strings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lexZone } from '../../../src/formats/zone/lex-zone.ts';
import { parseZone, wordOf } from '../../../src/formats/zone/parse-zone.ts';
import { textStrings } from '../../../src/formats/zone/text-value.ts';
import { absoluteName, relativeName } from '../../../src/formats/zone/zone-name.ts';

const HEAD = '$TTL 1h\n@ IN SOA ns hm 5 1 1 1 1\n';

function read(text: string, origin = 'example.com'): string[] {
  const zone = parseZone(text, origin);
  assert.deepEqual(zone.problems, []);
  return zone.records.map(({ owner, ttl, class: klass, type, values }) => {
    const words = [ttl, klass].flatMap((token) => (token === null ? [] : [wordOf(text, token)]));
    return [owner, ...words, type, ...values.map(({ start, end }) => text.slice(start, end))].join(' ');
  });
}

test('an owner is absolute, relative, @ or that of the record before', () => {
  assert.deepEqual(read('@ A 1\nwww A 2\n\tA 3\nwww.example.org. A 4\n'), ['example.com A 1', 'www.example.com A 2', 'www.example.com A 3', 'www.example.org A 4']);
});

test('case of names is no difference, and an escape is the byte it stands for', () => {
  assert.deepEqual(read('_MTA-STS txt x\n\\095mta-sts TXT y\na\\.b TXT z\n'), ['_mta-sts.example.com TXT x', '_mta-sts.example.com TXT y', 'a\\046b.example.com TXT z']);
});

test('$ORIGIN holds until the next one', () => {
  assert.deepEqual(read('$ORIGIN sub\na A 1\n$origin example.org.\na A 2\n$ORIGIN .\na.example.net A 3\n'), ['a.sub.example.com A 1', 'a.example.org A 2', 'a.example.net A 3']);
});

test('TTL and class stand in either order, or not at all', () => {
  assert.deepEqual(read('a 1h IN A 1\nb in 1D A 2\nc IN A 3\nd 60 A 4\n'), ['a.example.com 1h IN A 1', 'b.example.com 1D in A 2', 'c.example.com IN A 3', 'd.example.com 60 A 4']);
});

test('a number or a class can be the name of an owner', () => {
  assert.deepEqual(read('5 A 1\nIN IN A 2\n'), ['5.example.com A 1', 'in.example.com IN A 2']);
});

test('parentheses take a record over several lines, comments and blank lines in it', () => {
  assert.deepEqual(read('a TXT ( "x" ; one )\n\n  "y" )\nb A 1\n'), ['a.example.com TXT "x" "y"', 'b.example.com A 1']);
});

test('strings hold what delimits elsewhere', () => {
  const text = 'a TXT "v=STSv1; id=1;" "(\\"\\059" semi\\;colon\\032x\n';
  const [record] = parseZone(text, 'example.com').records;
  assert.deepEqual(textStrings(text, record?.values ?? []), ['v=STSv1; id=1;', '(";', 'semi;colon x']);
});

test('a string ends where a word would go on, as nsd has it', () => {
  assert.deepEqual(read('a TXT a"b c"d\n'), ['a.example.com TXT a "b c" d']);
});

test('CRLF ends a line as LF does', () => {
  assert.deepEqual(read('a TXT ( x ; c\r\n y )\r\n  A 1\r\n'), ['a.example.com TXT x y', 'a.example.com A 1']);
});

test('an included file is named with its line', () => {
  assert.deepEqual(parseZone(`${HEAD}$INCLUDE "keys/ksk.key" sub\n`, 'example.com').includes, [{ line: 3, file: 'keys/ksk.key' }]);
});

for (const [what, text, line] of [
  ['a quote that is not closed', `${HEAD}a TXT "x\n`, 3],
  ['a parenthesis that is not closed', `${HEAD}a TXT ( x\n`, 3],
  ['a parenthesis that was not opened', `${HEAD}a TXT x )\n`, 3],
  ['a backslash at the end', `${HEAD}a TXT x\\`, 3],
  ['a record without a type', `${HEAD}\na 60 IN\n`, 4],
  ['an indented record with none before it', ' A 1\n', 1],
  ['a directive nsd does not know', `$GENERATE 1-3 a$ A 1.2.3.$\n`, 1],
  ['a directive that is indented', `${HEAD} $TTL 5\n`, 3],
  ['a directive without a value', '$ORIGIN\n', 1],
  ['a carriage return inside a line', `${HEAD}a TXT x ; y\rb A 1\n`, 3],
] as const) {
  test(`${what} is a problem with its line`, () => {
    assert.deepEqual(parseZone(text, 'example.com').problems.map((each) => each.line), [line]);
  });
}

test('megabytes of anything are read in time', () => {
  for (const piece of ['\\a', 'a.', '"', '(', '\\', 'x ', '\n', 'a"b"']) {
    const text = piece.repeat(1 << 20);
    assert.equal(lexZone(text).at(-1)?.end, text.length);
    parseZone(text, 'example.com');
  }
});

test('a relative name is absolute again where it was written', () => {
  for (const name of ['example.com', 'a.example.com', 'example.org', 'notexample.com']) assert.equal(absoluteName(relativeName(name, 'example.com'), 'example.com'), name);
  assert.equal(relativeName('com', ''), 'com.');
});
