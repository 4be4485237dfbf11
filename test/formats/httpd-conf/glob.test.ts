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
