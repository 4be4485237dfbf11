// fnmatch(3) as httpd(8) uses it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchGlob } from '../../../src/formats/httpd-conf/glob.ts';

const good = (pattern: string, text: string, ignoreCase = false) => assert.ok(matchGlob(pattern, text, { ignoreCase }), `${pattern} ${text}`);
const bad = (pattern: string, text: string, ignoreCase = false) => assert.ok(!matchGlob(pattern, text, { ignoreCase }), `${pattern} ${text}`);

test('a star crosses slashes and dots, and matches nothing too', () => {
  good('/.well-known/acme-challenge/*', '/.well-known/acme-challenge/a/b');
  good('*', '');
  good('*.example.com', 'a.b.example.com');
  bad('*.example.com', 'example.com');
  good('mta-sts.*', 'mta-sts.example.org');
});

test('a pattern matches the whole text', () => {
  bad('/a', '/ab');
  bad('/a', 'x/a');
  good('a*b*c', 'aXXbYYbc');
});

test('a question mark is one character', () => {
  good('a?c', 'a/c');
  bad('a?', 'a');
});

test('sets hold characters, ranges and classes, and can be negated both ways', () => {
  good('[a-c]x', 'bx');
  bad('[!a-c]x', 'bx');
  good('[^a-c]x', 'dx');
  good('[[:digit:]]', '7');
  good('[\\]]', ']');
  good('[a-]', '-');
});

test('a bracket without end is itself, and a closing one right after the opening ends the set', () => {
  good('[ab', '[ab');
  bad('[]a]', 'a]');
});

test('a backslash takes the next character literally', () => {
  good('\\*', '*');
  bad('\\*', 'a');
});

test('case counts unless told otherwise, in sets as well', () => {
  bad('ABC', 'abc');
  good('ABC', 'abc', true);
  good('[A-C]', 'b', true);
});

test('many stars take no more than the product of the lengths', () => {
  bad(`${'*a'.repeat(200)}b`, 'a'.repeat(20000));
});

test('each class has the characters that the C locale gives it', () => {
  const classes: Readonly<Record<string, RegExp>> = { alnum: /[0-9A-Za-z]/, alpha: /[A-Za-z]/, blank: /[ \t]/, cntrl: /[^ -~]/, digit: /\d/, graph: /[!-~]/, lower: /[a-z]/, print: /[ -~]/, punct: /[^\w\s]|_/, space: /\s/, upper: /[A-Z]/, xdigit: /[\da-f]/i };
  for (const [name, members] of Object.entries(classes)) {
    for (let code = 0; code < 128; code += 1) {
      const c = String.fromCharCode(code);
      const has = name === 'punct' ? members.test(c) && code > 32 && code < 127 : members.test(c);
      assert.equal(matchGlob(`[[:${name}:]]`, c), has, `${name} ${code}`);
      assert.equal(matchGlob(`[![:${name}:]]`, c), !has, `not ${name} ${code}`);
    }
  }
  bad('[[:wibble:]]', 'w');
});

test('without regard to case a letter, a range and a class of one case match both', () => {
  for (const pattern of ['aZ', '[a-c][x-z]', '[[:lower:]][[:upper:]]', '[A][z]']) {
    good(pattern, 'Az', true);
    good(pattern, 'aZ', true);
  }
  bad('@[', '`{', true);
  bad('[[:upper:]]', '1', true);
  bad('[[:upper:]]', 'a');
  bad('a', 'A');
});

test('a range that ends in an escaped character, and one that ends nowhere', () => {
  good('[!-\\/]', 'a');
  bad('[+-\\.]', '/');
  good('[+-\\.]', '.');
  good('[+-\\.]', ',');
  good('[a-', '[a-');
  bad('[a-', 'a');
  good('a\\', 'a\\');
});
