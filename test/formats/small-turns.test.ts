// Small turns of the formats that seldom matter, and then much.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applyEdits, removeBlock } from '../../src/formats/bsd-conf/edit.ts';
import { leadingComment } from '../../src/formats/bsd-conf/leading-comment.ts';
import { parseShell } from '../../src/formats/shell/parse-shell.ts';
import { assignmentOf } from '../../src/formats/shell/words.ts';
import { jsonProblem } from '../../src/formats/tls-report/measure-json.ts';
import { MAX_DEPTH, MAX_NESTED_VALUES } from '../../src/formats/tls-report/limits.ts';
import { parseReportUri } from '../../src/formats/tls-rpt/report-uri.ts';
import { withSerialAfter } from '../../src/formats/zone/zone-serial.ts';
import { parsePlan, parsePlans } from '../../src/formats/plan/plan-json.ts';
import { readSmtpdConf } from '../../src/formats/smtpd-conf/read-smtpd-conf.ts';

describe('what a JSON text would cost', () => {
  const filler = `"${'x'.repeat(64 * 1024)}"`;
  const problem = (inside: string) => jsonProblem(`[${filler},${inside}]`);

  test('as deep as the limit, and one deeper; in a short text nothing is counted', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    assert.equal(problem(deep(MAX_DEPTH - 1)), null);
    assert.match(problem(deep(MAX_DEPTH)) ?? '', /is nested deeper/);
    assert.equal(jsonProblem(deep(MAX_DEPTH + 1)), null);
  });

  test('as many lists and objects as the limit, and one more', () => {
    assert.equal(problem(Array.from({ length: MAX_NESTED_VALUES - 1 }, () => '{}').join()), null);
    assert.match(problem(Array.from({ length: MAX_NESTED_VALUES }, () => '[]').join()) ?? '', /holds more than/);
  });

  test('brackets in a string are text, whatever backslashes stand before its end', () => {
    const brackets = '['.repeat(MAX_DEPTH + 5);
    for (const text of [`"${brackets}"`, `"\\"${brackets}"`, `"\\\\\\"${brackets}"`, `"${brackets}`]) assert.equal(problem(text), null, text.slice(0, 8));
    for (const text of [`"\\\\"${brackets}`, `""${brackets}`]) assert.notEqual(problem(text), null, text.slice(0, 8));
  });
});

test('a serial that is given back comes after the one that was served; without one on either side nothing changes', () => {
  const zone = (serial: string) => `@ SOA ns h ${serial} 1 1 1 1\n`;
  assert.equal(withSerialAfter(zone('5'), zone('7')), zone('8'));
  assert.equal(withSerialAfter(zone('9'), zone('7')), zone('9'));
  for (const [own, served] of [['; none\n', zone('7')], [zone('5'), '; none\n'], [zone('x'), zone('7')], [zone('5'), zone('x')]] as const) assert.equal(withSerialAfter(own, served), own);
});

test('a comment above a block is the lines right above it that begin with "#", blanks before it or not', () => {
  const above = (text: string) => leadingComment(text, { start: text.indexOf('server'), end: text.length })?.text ?? null;
  assert.deepEqual(['# a\nserver {', '# a\n \t# b\nserver {', '# a\n\nserver {', 'x\n# a\nserver {', 'x # a\nserver {', 'server {', '\nserver {', ' \nserver {', '#\nserver {'].map(above), ['# a', '# a\n \t# b', null, '# a', null, null, null, null, '#']);
});

test('a plan that is no JSON is told as that, alone and of several', () => {
  for (const text of ['', '{', '{"version":1,}', '\0']) {
    const [one, several] = [parsePlan(text), parsePlans(text)];
    assert.ok(!one.ok && !several.ok);
    assert.equal(one.message, several.message);
    assert.notEqual(one.message, 'it is not a JSON object');
  }
});

describe('words of a shell', () => {
  const words = (command: string) => JSON.stringify(parseShell(command));

  test('"" is a word of its own, and what is not escaped keeps its backslash', () => {
    assert.match(words('a ""'), /\{"kind":"text","text":"","isQuoted":true\}/);
    assert.match(words('a "\\$\\x\\\\\\"\\`"'), /"text":"\$".*"text":"\\\\x".*"text":"\\\\".*"text":"\\"".*"text":"`"/);
    assert.notEqual(words('a ""'), words('a'));
  });

  test('NAME=value, with what stands behind "=" as one word', () => {
    const text = (value: string, isQuoted = false) => ({ kind: 'text', text: value, isQuoted }) as const;
    assert.deepEqual(assignmentOf([text('a=b=c')]), { name: 'a', value: [text('b=c')] });
    assert.deepEqual(assignmentOf([text('a=')]), { name: 'a', value: [] });
    assert.deepEqual(assignmentOf([text('a=b'), text('d', true)]), { name: 'a', value: [text('b'), text('d', true)] });
    for (const word of [[text('a')], [text('=b')], [text('1a=b')], [text('a=b', true)], []]) assert.equal(assignmentOf(word), null);
  });
});

test('smtpd.conf: only a match rule is for domains', () => {
  assert.deepEqual(readSmtpdConf('action "a" relay for domain a.example\nmatch for any action "l"\nmatch from any for domain b.example action "l"\n').domains, ['b.example']);
});

test('a block leaves with its comment, its line end and one blank line, and with nothing else of its line or file', () => {
  const without = (text: string) => applyEdits(text, [removeBlock(text, { start: text.indexOf('S'), end: text.indexOf('E') + 1 })]);
  const cases: readonly [string, string][] = [
    ['a\nSxE\nb\n', 'a\nb\n'], ['a\nSxE', 'a\n'], ['a\nSxE ', 'a\n'], ['a\nSxE # c\nb\n', 'a\n # c\nb\n'], ['a\n\nSxE\n\nb\n', 'a\n\nb\n'], ['a\n# c\nSxE\n\nb\n', 'a\nb\n'], ['x SxE\nb\n', 'x b\n'], ['  SxE\nb\n', 'b\n'],
    ['SxE\n\n\nb\n', '\nb\n'], ['SxE\n \nb\n', 'b\n'], ['a\n\nSxE\n', 'a\n\n'], ['SxE\n\n', ''], ['a # c\nSxE\nb', 'a # c\nb'],
  ];
  for (const [text, left] of cases) assert.equal(without(text), left, JSON.stringify(text));
});

test('a URI for reports: a port, an escape and a colon at the edge of what is one', () => {
  const isTaken = (text: string) => parseReportUri(text).ok;
  assert.deepEqual(['mailto:a@example.com', 'MAILTO:a@example.com', ':a@example.com', 'mailto', '', 'https://example.com/x', 'https://example.com:443/x', 'ftp://example.com/'].map(isTaken), [true, true, false, false, false, true, true, false]);
  assert.deepEqual(['%41', '%4', '%', '%zz'].map((escape) => isTaken(`mailto:a${escape}@example.com`)), [true, false, false, false]);
  const odd = parseReportUri('mailto:a b@example.com');
  assert.deepEqual(odd.ok ? null : [odd.at, odd.length], [8, 1]);
});
