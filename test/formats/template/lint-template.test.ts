// What a template of an administrator may not say, told with its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintTemplate } from '../../../src/formats/template/lint-template.ts';

const SHAPE = { fields: { name: 'text', hosts: { list: { fields: { port: 'text' } } }, words: { list: 'text' } } } as const;

const CASES: readonly (readonly [source: string, place: string | null, message: RegExp])[] = [
  ['{{name}} {{quote name}} {{"x"}} {{! note }}', null, /./],
  ['{{#each hosts}}{{port}}{{/each}}{{#each words as |word at|}}{{word}} {{at}}{{else}}{{name}}{{/each}}', null, /./],
  ['{{#if name}}{{name}}{{else}}{{name}}{{/if}}{{#unless name}}x{{/unless}}{{#with hosts as |all|}}{{#each all}}{{port}}{{/each}}{{/with}}', null, /./],
  ['{{nothing}}', '1:3', /nothing/],
  ['a\r\n  {{nothing}}', '2:5', /nothing/],
  ['{{quote nothing}}', '1:9', /nothing/],
  ['{{quote name name}}', '1:1', /"quote" is unknown/],
  ['{{quote a=name}}', '1:1', /"quote" is unknown/],
  ['{{upper name}}', '1:1', /"upper" is unknown/],
  ['{{hosts}}', '1:3', /not one value/],
  ['{{#each name}}x{{/each}}', '1:9', /each needs a list/],
  ['{{#if}}x{{/if}}', '1:1', /block "if" is unknown/],
  ['{{#if name name}}x{{/if}}', '1:1', /block "if" is unknown/],
  ['{{#loop name}}x{{/loop}}', '1:1', /block "loop" is unknown/],
  ['{{#constructor name}}x{{/constructor}}', '1:1', /block "constructor" is unknown/],
  ['{{#if nothing}}x{{else}}{{name}}{{/if}}', '1:7', /nothing/],
  ['{{#if name}}x{{else}}{{nothing}}{{/if}}', '1:24', /nothing/],
  ['{{#each hosts}}{{nothing}}{{/each}}', '1:18', /nothing/],
  ['{{#each hosts as |host|}}{{port}}{{/each}}{{host}}', '1:45', /host/],
  ['{{> other}}', '1:1', /partials/],
  ['a\n\u0001', '2:', /control character/],
];

for (const [source, place, message] of CASES) {
  test(JSON.stringify(source), () => {
    const found = lintTemplate({ file: 't', source }, SHAPE);
    assert.deepEqual(found.map(({ line, column }) => `${line}:${column ?? ''}`), place === null ? [] : [place]);
    for (const each of found) assert.match(each.message, message);
  });
}
