// Globs and Lua patterns against JavaScript's regular expressions, where both have the same words for it; and which server a name leads to.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AnsweringServers, specificListens } from '../../../src/formats/httpd-conf/answering-server.ts';
import { matchGlob } from '../../../src/formats/httpd-conf/glob.ts';
import { matchPattern } from '../../../src/formats/httpd-conf/lua-pattern.ts';
import { judge } from '../bsd-conf/worlds.ts';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 2000) * 4;

/** A piece of a pattern, and the same for a RegExp. */
interface Piece {
  readonly theirs: string;
  readonly ours: string;
}

const piece = (theirs: string, ours: string): Piece => ({ theirs, ours });
const escaped = (c: string) => (/[\^$.*+?()[\]{}|/-]/.test(c) ? `\\${c}` : c);
const joined = (pieces: readonly Piece[]): Piece => ({ theirs: pieces.map((each) => each.theirs).join(''), ours: pieces.map((each) => each.ours).join('') });

const letter = fc.constantFrom('a', 'b', 'A', 'B', '1', '-', '.', '_', ']');
const subject = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'B', '1', '2', '-', '.', '_', '/', ' ', ']'), maxLength: 12 });

describe('globs', () => {
  const CLASSES = { alpha: 'A-Za-z', digit: '0-9', upper: 'A-Z', lower: 'a-z', alnum: 'A-Za-z0-9', punct: '!-\\/:-@\\[-`{-~', space: '\\s', xdigit: '0-9A-Fa-f' };
  const literal = letter.map((c) => piece(c === ']' ? '\\]' : c, escaped(c)));
  const member = fc.oneof(
    fc.constantFrom('a', 'b', 'A', '1', '.', '_').map((c) => piece(c, escaped(c))),
    fc.constantFrom(piece('a-c', 'a-c'), piece('0-9', '0-9'), piece('A-B', 'A-B'), piece('\\]', '\\]'), piece('\\-', '\\-'), piece('a-\\c', 'a-c')),
    fc.constantFrom(...Object.entries(CLASSES)).map(([name, set]) => piece(`[:${name}:]`, set)),
  );
  const set = fc.tuple(fc.constantFrom('', '', '!', '^'), fc.array(member, { minLength: 1, maxLength: 3 })).map(([not, members]) => {
    const { theirs, ours } = joined(members);
    return piece(`[${not}${theirs}]`, `[${not === '' ? '' : '^'}${ours}]`);
  });
  const glob = fc.array(fc.oneof(literal, literal, set, fc.constantFrom(piece('*', '.*'), piece('?', '.'), piece('\\*', '\\*'), piece('\\?', '\\?'), piece('\\a', 'a'))), { maxLength: 7 }).map(joined);

  test('match what a regular expression matches', () => {
    let found = 0;
    fc.assert(
      fc.property(glob, subject, ({ theirs, ours }, text) => {
        const expected = new RegExp(`^${ours}$`, 's').test(text);
        found += expected ? 1 : 0;
        assert.equal(matchGlob(theirs, text), expected);
      }),
      { numRuns: RUNS },
    );
    assert.ok(found > RUNS / 100, `${found} of ${RUNS} matched`);
  });

  test('of names, letters in either case', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(literal, fc.constantFrom(piece('*', '.*'), piece('[a-c]', '[a-c]'), piece('[!A]', '[^A]'), piece('[[:upper:]]', '[A-Za-z]'), piece('[[:lower:]]', '[A-Za-z]'))), { maxLength: 6 }).map(joined), subject, ({ theirs, ours }, text) => {
        assert.equal(matchGlob(theirs, text, { ignoreCase: true }), new RegExp(`^${ours}$`, 'is').test(text));
      }),
      { numRuns: RUNS },
    );
  });

  test('what a regular expression has no words for', () => {
    const cases: readonly [pattern: string, text: string, matches: boolean][] = [
      ['[', '[', true], ['[a', '[a', true], ['[a', 'a', false], ['[]a]', ']', false], ['[a-', '[a-', true], ['a\\', 'a\\', true], ['\\', '\\', true], ['[a-]', '-', true], ['[a-]', 'b', false], ['[[:none:]]', 'a', false], ['[[:alpha:', 'x', false], ['', '', true], ['', 'a', false], ['*', '', true], ['**', 'ab', true], ['?', '', false], ['[!a]', '', false], ['[!', '[!', true], ['Ä', 'ä', false],
    ];
    for (const [pattern, text, matches] of cases) assert.equal(matchGlob(pattern, text, { ignoreCase: true }), matches, `${pattern} on ${text}`);
  });
});

describe('patterns(7)', () => {
  const CLASSES = { a: 'A-Za-z', d: '0-9', l: 'a-z', u: 'A-Z', w: 'A-Za-z0-9', s: ' \\t\\n\\v\\f\\r', p: '!-\\/:-@\\[-`{-~', x: '0-9A-Fa-f', g: '!-~', c: '\\x00-\\x1f\\x7f' };
  const positive = Object.entries(CLASSES).map(([name, set]) => piece(`%${name}`, set));
  const negative = Object.entries(CLASSES).map(([name, set]) => piece(`%${name.toUpperCase()}`, `[^${set}]`));
  const literal = letter.map((c) => piece(/[a-zA-Z0-9_]/.test(c) ? c : `%${c}`, escaped(c)));
  const member = fc.oneof(fc.constantFrom('a', 'b', 'A', '1', '_').map((c) => piece(c, c)), fc.constantFrom(piece('a-c', 'a-c'), piece('0-9', '0-9'), piece('%]', '\\]'), piece('%-', '\\-'), piece('.', '.')), fc.constantFrom(...positive));
  const set = fc.tuple(fc.boolean(), fc.array(member, { minLength: 1, maxLength: 3 })).map(([not, members]) => {
    const { theirs, ours } = joined(members);
    return piece(`[${not ? '^' : ''}${theirs}]`, `[${not ? '^' : ''}${ours}]`);
  });
  const single = fc.oneof(literal, literal, set, fc.constantFrom(...positive).map(({ theirs, ours }) => piece(theirs, `[${ours}]`)), fc.constantFrom(...negative), fc.constant(piece('.', '[^]')));
  const item = fc.tuple(single, fc.constantFrom(['', ''], ['', ''], ['*', '*'], ['+', '+'], ['?', '?'], ['-', '*?'])).map(([one, [theirs = '', ours = '']]) => piece(one.theirs + theirs, one.ours + ours));
  const items = fc.array(item, { maxLength: 4 }).map(joined);
  const group = items.map(({ theirs, ours }) => piece(`(${theirs})`, `(${ours})`));
  const nested = fc.tuple(items, group, items).map(([before, inner, after]) => joined([piece('(', '('), before, inner, after, piece(')', ')')]));
  const pattern = fc.tuple(fc.boolean(), fc.array(fc.oneof(items, items, group, nested), { maxLength: 3 }).map(joined), fc.boolean()).map(([begins, body, ends]) => joined([piece(begins ? '^' : '', begins ? '^' : ''), body, piece(ends ? '$' : '', ends ? '$' : '')]));

  test('match what a regular expression matches, and capture the same', () => {
    let found = 0;
    fc.assert(
      fc.property(pattern, subject, ({ theirs, ours }, text) => {
        const [whole, ...captures] = new RegExp(ours).exec(text) ?? [null];
        found += whole === null ? 0 : 1;
        assert.deepEqual(matchPattern(text, theirs), whole === null ? null : [text, ...(captures.length === 0 ? [whole] : captures)]);
      }),
      { numRuns: RUNS },
    );
    assert.ok(found > RUNS / 20, `${found} of ${RUNS} matched`);
  });

  test('an earlier capture once more', () => {
    // An empty group is another thing there: a position.
    const again = fc.tuple(fc.array(item, { minLength: 1, maxLength: 4 }).map(joined).map(({ theirs, ours }) => piece(`(${theirs})`, `(${ours})`)), items, fc.boolean()).map(([one, between, both]) => joined([one, between, piece('%1', '\\1'), ...(both ? [piece('(%1)', '(\\1)')] : [])]));
    fc.assert(
      fc.property(again, subject, ({ theirs, ours }, text) => {
        const [whole, ...captures] = new RegExp(ours).exec(text) ?? [null];
        assert.deepEqual(matchPattern(text, theirs), whole === null ? null : [text, ...captures]);
      }),
      { numRuns: RUNS },
    );
  });

  test('two hundred steps within one another, and no more (MAXCCALLS of patterns.c)', () => {
    const steps = (count: number) => matchPattern('a'.repeat(count), 'a?'.repeat(count));
    assert.deepEqual([steps(199)?.[1]?.length, steps(200)], [199, null]);
  });

  test('a frontier is where a word begins or ends', () => {
    fc.assert(
      fc.property(subject, (text) => {
        assert.deepEqual(matchPattern(text, '%f[%w](%w+)%f[%W]')?.[1] ?? null, /(?<![A-Za-z0-9])([A-Za-z0-9]+)(?![A-Za-z0-9])/.exec(text)?.[1] ?? null);
      }),
      { numRuns: RUNS / 4 },
    );
    assert.deepEqual([matchPattern('a b', '%f[%z]'), matchPattern('ab', '%f[b]b'), matchPattern('ab', '%f[a]b')], [['a b', ''], ['ab', 'b'], null]);
  });
});

describe('which server answers', () => {
  const { conf } = judge('server "a.example" {\n\tlisten on 192.0.2.1 port 80\n\talias "b.example"\n\talias "*.b.example"\n}\nserver match "^(%w+)%.c%.example$" {\n\tlisten on 192.0.2.1 port 80\n\tlisten on 192.0.2.2 port 80\n}\nserver "A.Example" {\n\tlisten on 192.0.2.2 port 80\n\tlisten on 192.0.2.1 port 8080\n}\nserver "*" {\n\tlisten on 192.0.2.1 port 80\n}\n');
  const answering = new AnsweringServers(conf);
  const lines = (address: string, port: number, host: string) => answering.of(address, port, host).map(({ line }) => line);

  test('by name, alias, glob and pattern, on its socket alone, in the order of the file, each once', () => {
    assert.deepEqual(lines('192.0.2.1', 80, 'a.example'), [1, 14]);
    assert.deepEqual(lines('192.0.2.1', 80, 'A.EXAMPLE'), [1, 14]);
    assert.deepEqual(lines('192.0.2.2', 80, 'a.example'), [10]);
    assert.deepEqual(lines('192.0.2.1', 8080, 'a.example'), [10]);
    assert.deepEqual(lines('192.0.2.1', 80, 'b.example'), [1, 14]);
    assert.deepEqual(lines('192.0.2.1', 80, 'x.b.example'), [1, 14]);
    assert.deepEqual(lines('192.0.2.1', 80, 'x.c.example'), [6, 14]);
    assert.deepEqual(lines('192.0.2.2', 80, 'x.c.example'), [6]);
    assert.deepEqual(lines('192.0.2.3', 80, 'a.example'), []);
  });

  test('addresses that somebody listens on, but for "*"', () => {
    const { conf: listening } = judge('server "any" {\n\tlisten on * port 80\n}\nserver "a" {\n\tlisten on egress port 80\n}\nserver "b" {\n\tlisten on 192.0.2.1 tls port 443\n\tlisten on 192.0.2.1 port 80\n}\n');
    assert.deepEqual([...specificListens(listening.servers, 80)], [['egress', { resolved: ['203.0.113.1', '2001:db8::1'], tls: false }], ['192.0.2.1', { resolved: ['192.0.2.1'], tls: false }]]);
    assert.deepEqual([...specificListens(listening.servers, 443)], [['192.0.2.1', { resolved: ['192.0.2.1'], tls: true }]]);
  });
});
