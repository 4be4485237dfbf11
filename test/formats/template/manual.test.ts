// stsctl-templates(5) and TEMPLATE_SHAPES say the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lintTemplate } from '../../../src/formats/template/lint-template.ts';
import { TEMPLATE_SHAPES, type Shape } from '../../../src/formats/template/template-names.ts';

const MANUAL = readFileSync(new URL('../../../man/stsctl-templates.5', import.meta.url), 'utf8');
const SECTION = MANUAL.slice(MANUAL.indexOf('.Sh TEMPLATES'), MANUAL.indexOf('.Sh RULES'));

/** "listens", "listens.address": every name a template may use. */
function namesOf(shape: Shape, prefix = ''): string[] {
  if (typeof shape === 'string') return [];
  if ('list' in shape) return namesOf(shape.list, prefix);
  return Object.entries(shape.fields).flatMap(([name, inner]) => [prefix + name, ...namesOf(inner, `${prefix}${name}.`)]);
}

test('the manual has every template with the names it is given, in their order, and no other', () => {
  const written = SECTION.split(/^\.It Pa /m).slice(1).map((item): [string, string[]] => [item.slice(0, item.indexOf('\n')), [...item.matchAll(/^\.It Li (\S+)$/gm)].map(([, name = '']) => name)]);
  assert.deepEqual(written, [...TEMPLATE_SHAPES].map(([name, shape]) => [name, namesOf(shape)]), 'correct man/stsctl-templates.5');
});

test('what is a list or a flag is called so', () => {
  const kinds = [...SECTION.matchAll(/^\.It Li (\S+)\n(list|flag)?/gm)].flatMap(([, name = '', kind]) => (kind === undefined ? [] : [`${name} ${kind}`]));
  assert.deepEqual(kinds, ['listens list', 'listens.tls flag', 'tlsOptions list', 'insecure flag', 'alternativeNames list', 'alsoRestart list', 'mx list'], 'correct man/stsctl-templates.5');
});

test('every block and the helper of the manual are taken', () => {
  const blocks = [...MANUAL.matchAll(/^\.It Li \{\{#(\w+) /gm)].map(([, name = '']) => name);
  assert.deepEqual(blocks, ['if', 'unless', 'each', 'with']);
  const source = `${blocks.map((name) => `{{#${name} listens}}{{/${name}}}`).join('')}{{quote policyHost}}{{! nothing }}`;
  assert.deepEqual(lintTemplate({ file: 'a template', source }, TEMPLATE_SHAPES.get('httpd.conf/mta-sts-policy.hbs') ?? { fields: {} }), []);
});
