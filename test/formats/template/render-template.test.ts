// Rendering and the lint before it: nothing unknown, nothing unquotable, every problem with its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileTemplate } from '../../../src/formats/template/compile-template.ts';
import { lintTemplate } from '../../../src/formats/template/lint-template.ts';
import { quoteString, wordOrString } from '../../../src/formats/template/quote-string.ts';
import { renderTemplate } from '../../../src/formats/template/render-template.ts';
import { problemOf } from '../../../src/formats/template/template-problem.ts';
import type { Fields } from '../../../src/formats/template/template-names.ts';

const SHAPE: Fields = { fields: { name: 'text', is: 'flag', mx: { list: 'text' }, listens: { list: { fields: { address: 'text', port: 'text' } } } } };

function rendered(source: string, context: Readonly<Record<string, unknown>>) {
  try {
    return renderTemplate(compileTemplate('t.hbs', source), context);
  } catch (error) {
    return { ok: false, problem: problemOf(error) } as const;
  }
}

function lint(source: string): string[] {
  return lintTemplate({ file: 't.hbs', source }, SHAPE).map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const good = (source: string) => assert.deepEqual(lint(source), [], source);
const bad = (source: string, at: string, words: RegExp) => {
  const [first = ''] = lint(source);
  assert.ok(first.startsWith(`${at} `), `${source}: ${first}`);
  assert.match(first, words);
};

test('values go in as they are, nothing is escaped for HTML', () => {
  assert.deepEqual(rendered('a {{name}} {{quote name}}\n', { name: '<&>' }), { ok: true, text: 'a <&> "<&>"\n' });
});

test('a name that is not given is told with its place', () => {
  assert.deepEqual(rendered('a\n  {{nope}}\n', {}), { ok: false, problem: { line: 2, column: 5, message: '"nope" is not among what this template is given' } });
});

test('what can not be quoted is told, not written', () => {
  for (const value of ['a"b', 'a\\b', 'a\nb', 'a\0b', null, 1, 'x'.repeat(8095)]) {
    const result = rendered('{{quote value}}', { value });
    assert.equal(result.ok, false, String(value).slice(0, 20));
    assert.match(result.ok ? '' : result.problem.message, /^quote /);
  }
});

test('a template that can not be read is told with its line', () => {
  const result = rendered('a\n{{#each mx}}\nb\n', { mx: [] });
  assert.ok(!result.ok);
  assert.match(result.problem.message, /^Handlebars can't read the template here/);
  assert.equal(result.problem.line, 4);
  assert.equal(rendered('{{#if a}}{{/each}}', { a: 1 }).ok, false);
});

test('line ends of a template edited elsewhere become LF, other scripts become UTF-8 bytes', () => {
  assert.deepEqual(rendered('# für\r\n{{name}}\r\n', { name: 'x' }), { ok: true, text: '# f\u00C3\u00BCr\nx\n' });
});

test('names in reach are let through', () => {
  good('{{name}} {{quote name}} {{this.name}} {{{name}}} {{@root.name}} {{! a comment }} {{quote "x"}}');
  good('{{#if is}}{{name}}{{else}}{{quote name}}{{/if}}{{#unless is}}x{{/unless}}');
  good('{{#if mx}}{{#each mx}}{{this}}{{.}}{{@index}}{{../name}}{{#if @last}}x{{/if}}{{else}}none{{/each}}{{/if}}');
  good('{{#each listens}}{{address}}:{{this.port}} {{../name}}{{#with this}}{{port}}{{/with}}{{/each}}');
  good('{{#each listens as |one index|}}{{one.address}}{{index}}{{name}}{{/each}}'.replace('{{name}}', '{{@root.name}}'));
});

test('what strict rendering misses is refused: names of conditions, loops and unused branches', () => {
  bad('{{nope}}', '1:3', /"nope" is not among what this template is given; it has name, is, mx, listens/);
  bad('a\n{{#if nope}}x{{/if}}', '2:7', /"nope"/);
  bad('{{#each nope}}x{{/each}}', '1:9', /"nope"/);
  bad('{{#if is}}{{nope}}{{/if}}', '1:13', /"nope"/);
  bad('{{#each listens}}{{adress}}{{/each}}', '1:20', /"adress" .* it has address, port/);
  bad('{{#each listens}}{{name}}{{/each}}', '1:20', /"name"/);
  bad('{{#each name}}x{{/each}}', '1:9', /each needs a list/);
  bad('{{mx}}', '1:3', /not one value/);
  bad('{{quote nope}}', '1:9', /"nope"/);
  bad('{{../name}}', '1:3', /name/);
  bad('{{@index}}', '1:3', /@?index/);
  bad('{{@root.nope}}', '1:3', /nope/);
  bad('{{constructor}}', '1:3', /"constructor"/);
  bad('{{name.length}}', '1:3', /length/);
  bad('{{__proto__}}', '1:3', /__proto__/);
});

test('what these templates must not use is refused', () => {
  bad('{{> other}}', '1:1', /partials/);
  bad('{{#> layout}}x{{/layout}}', '1:1', /partials/);
  bad('{{#*inline "x"}}y{{/inline}}', '1:1', /partials/);
  bad('{{lookup mx 0}}', '1:1', /"lookup" is unknown here/);
  bad('{{log name}}', '1:1', /"log" is unknown here/);
  bad('{{quote name name}}', '1:1', /"quote"/);
  bad('{{#nope}}x{{/nope}}', '1:1', /block "nope" is unknown here/);
  bad('{{#constructor name}}x{{/constructor}}', '1:1', /block "constructor"/);
  bad('{{#if (lookup mx 0)}}x{{/if}}', '1:7', /a name is needed/);
  assert.match(lint('a\nb\u0007')[0] ?? '', /^2:undefined .*control character/);
  assert.match(lint('{{#if is}}')[0] ?? '', /Handlebars can't read/);
});

test('a text that can be quoted is, whatever else it holds', () => {
  const printable = fc.string({ unit: fc.constantFrom('a', '/', '.', '$', '*', '{', '}', ' ', "'", '#', 'ü') });
  fc.assert(
    fc.property(printable, (text) => assert.equal(quoteString(text), `"${text}"`)),
  );
});

test('an address is a bare word where the lexer of httpd.conf takes it as one, else a string', () => {
  for (const word of ['*', '203.0.113.1', '2001:db8::1', '::1', 'mail.example.com']) assert.equal(wordOrString(word), word);
  for (const text of ['egress', 'tls', '80', '.a', '-a.b', 'a b.c', 'a/b.c', 'fe80::1%em0', '']) assert.equal(wordOrString(text), `"${text}"`);
});

test('no template makes lint or rendering throw', () => {
  const piece = fc.constantFrom('{{', '}}', '#if', '/if', '#each', '/each', 'else', ' ', 'name', 'mx', 'this', '..', '@', '>', '*inline', '"', '|', 'as', '(', ')', '=', '.', '[', ']', '\n', '~', '!', '&', '^');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const source = pieces.join('');
      lint(source);
      assert.equal(typeof rendered(source, { name: 'x', is: true, mx: ['a'], listens: [] }).ok, 'boolean');
    }),
    { numRuns: 2000 },
  );
});

test('a template that passes the lint renders', () => {
  const piece = fc.constantFrom('{{name}}', '{{#if is}}', '{{/if}}', '{{#each mx}}', '{{/each}}', '{{this}}', '{{#each listens}}', '{{address}}', '{{../name}}', '{{else}}', '{{quote name}}', '{{@index}}', 'x', '\n');
  let passed = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const source = pieces.join('');
      if (lint(source).length > 0) return;
      passed += 1;
      const result = rendered(source, { name: 'x', is: true, mx: ['a'], listens: [{ address: '*', port: 80 }] });
      assert.ok(result.ok, `${source}: ${JSON.stringify(result)}`);
    }),
    { numRuns: 5000 },
  );
  assert.ok(passed > 300, String(passed));
});
