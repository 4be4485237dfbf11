// The quick and the careful way to read tokens, and the odd corners of FACTS 1, Lexer.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { Lexer } from '../../../src/formats/bsd-conf/lexer.ts';
import { Reader } from '../../../src/formats/bsd-conf/reader.ts';
import { BAD, END, NEWLINE, NUMBER, STRING } from '../../../src/formats/bsd-conf/token.ts';
import { httpdDialect } from '../../../src/formats/httpd-conf/httpd-dialect.ts';
import { anyFile } from './random-httpd-conf.ts';

interface Token {
  readonly token: number;
  readonly value: unknown;
  readonly line: number;
  readonly text: string;
}

function lex(text: string, { carefully = false } = {}): { tokens: Token[]; messages: readonly string[] } {
  const reader = new Reader('f', text, false);
  if (carefully) Object.assign(reader.file, { plain: false });
  const lexer = new Lexer(httpdDialect('7.8'), reader);
  lexer.macros.set('m', 'a "b c" { # x');
  const tokens: Token[] = [];
  for (let token = lexer.next(); token !== END; token = lexer.next()) {
    const value = token === STRING || token === NUMBER ? lexer.value : null;
    tokens.push({ token, value, line: reader.line, text: token === NEWLINE ? '' : text.slice(lexer.start, lexer.end) });
  }
  return { tokens, messages: reader.messages };
}

test('the quick and the careful way give the same tokens at the same places', () => {
  const cases = new URL('../../fixtures/openbsd/httpd-conf/cases/', import.meta.url);
  for (const name of readdirSync(cases).filter((each) => each.endsWith('.conf'))) {
    const text = readFileSync(new URL(name, cases), 'latin1');
    assert.deepEqual(lex(text), lex(text, { carefully: true }), name);
  }
  fc.assert(fc.property(anyFile, (text) => assert.deepEqual(lex(text), lex(text, { carefully: true }))), { numRuns: 2000 });
});

const values = (text: string) => lex(text).tokens.slice(0, -1).map(({ token, value }) => (token === BAD ? 'BAD' : value));

test('a comment that ends in a backslash swallows the next line, one that ends in two does not', () => {
  assert.deepEqual(values('# a\\\nb\nc'), [null, 'c']);
  assert.deepEqual(values('# a\\\\\nb'), [null, 'b']);
});

test('a backslash and a line end vanish, even inside a word; a backslash and a blank do not join lines', () => {
  assert.deepEqual(values('ab\\\ncd'), ['abcd']);
  assert.deepEqual(lex('ab\\\ncd e').tokens.at(1)?.line, 2);
  assert.deepEqual(values('a \\ \nb'), ['a', null, 'b']);
});

test('outside quotes a backslash is gone before tokens are formed', () => {
  assert.deepEqual(values('\\"a b"'), ['a b']);
  assert.deepEqual(values('a \\# b\nc'), ['a', null, 'c']);
});

test('inside quotes line ends vanish and only the quote, blanks and line ends lose their backslash', () => {
  assert.deepEqual(values('"a\nb" c'), ['ab', 'c']);
  assert.deepEqual(values('"a\\"b\\ c\\.d\\\ne"'), ['a"b c\\.de']);
  assert.deepEqual(values("'a\\\"b'"), ['a\\"b']);
});

test('digits are a number before white space and )/,}= alone, else a word', () => {
  assert.deepEqual(values('80 80, 0080} -5 80# x\n80; 8a 1.2'), [80, 80, null, 80, null, -5, '80', null, '80', null, '8a', '1.2']);
  assert.deepEqual(values('- -a'), ['BAD', 'BAD', 'a']);
});

test('numbers keep 64 bits', () => {
  assert.deepEqual(values('9223372036854775807'), [9223372036854775807n]);
  assert.deepEqual(lex('-9223372036854775809\n').messages, ['f:1: "-9223372036854775809" invalid number: too small']);
});

test('a macro may hold several tokens, is not expanded in quotes, and its name ends at a hyphen', () => {
  assert.deepEqual(values('$m\n"$m"'), ['a', 'b c', null, null, '$m']);
  assert.deepEqual(lex('$m-x\n').tokens.at(0)?.text, '$m');
  assert.deepEqual(lex('$no\nskipped\nx').messages, ["f:1: macro 'no' not defined"]);
});

test('words of 8095 bytes and strings of 8094 are the longest', () => {
  assert.deepEqual(lex(`${'a'.repeat(8095)} "${'b'.repeat(8094)}"`).messages, []);
  assert.deepEqual(lex(`${'a'.repeat(8096)}`).messages, ['f:1: string too long']);
  assert.deepEqual(lex(`"${'b'.repeat(8095)}"`).messages, ['f:1: string too long']);
});

test('bytes 1 and 2 switch macros off and on and vanish', () => {
  assert.deepEqual(values('a\x01b $m'), ['ab', 'BAD', 'm']);
  assert.deepEqual(values('\x01\x02"x\x01y"'), ['xy']);
});
