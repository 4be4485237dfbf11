// stsctl.conf(5) and the parser say the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../src/config/parse-config.ts';
import { KNOWN_AUTHORITIES } from '../../src/config/read-acme.ts';
import { SECTIONS, SECTION_KINDS } from '../../src/config/sections.ts';
import { TEMPLATE_NAMES } from '../../src/formats/template/template-names.ts';

const MANUAL = readFileSync(fileURLToPath(new URL('../../man/stsctl.conf.5', import.meta.url)), 'utf8');

/** The text below a section's heading, up to the next heading. */
function below(heading: string): string {
  const start = MANUAL.indexOf(`\n.Ss [${heading}`);
  assert.ok(start >= 0, heading);
  return MANUAL.slice(start + 1, MANUAL.indexOf('\n.S', start + 2));
}

test('each section of the manual has the keys that the parser takes, lists with brackets', () => {
  const inherited = new Set(Object.keys(SECTIONS.policy.keys));
  for (const kind of SECTION_KINDS) {
    const written = [...below(kind).matchAll(/^\.It Ic (\S+) =/gm)].map(([, key]) => key);
    const keys = Object.entries(SECTIONS[kind].keys).filter(([key]) => kind !== 'domain' || !inherited.has(key));
    assert.deepEqual(written, keys.map(([key, { takes }]) => (takes === 'list' ? `${key}[]` : key)), kind);
  }
});

test('the manual names every known authority and every template', () => {
  for (const name of [...KNOWN_AUTHORITIES.keys(), ...TEMPLATE_NAMES]) assert.ok(MANUAL.includes(` ${name}\n`) || MANUAL.includes(` ${name} `), name);
});

test('the examples of the manual are accepted, each alone or below the ones before', () => {
  const examples = [...MANUAL.slice(MANUAL.indexOf('.Sh EXAMPLES')).matchAll(/^\.Bd -literal.*\n([\s\S]*?)^\.Ed$/gm)].map(([, text]) => text ?? '');
  assert.equal(examples.length, 2);
  for (let count = 1; count <= examples.length; count += 1) {
    const result = parseConfig('stsctl.conf', examples.slice(0, count).join('\n'));
    assert.ok(result.ok, JSON.stringify(result));
  }
});

test("the manual's first example is the tutorial's", () => {
  const [, text = ''] = /^\.Bd -literal.*\n([\s\S]*?)^\.Ed$/m.exec(MANUAL.slice(MANUAL.indexOf('.Sh EXAMPLES'))) ?? [];
  const example = readFileSync(fileURLToPath(new URL('../../examples/stsctl.conf', import.meta.url)), 'utf8');
  const [ours, theirs] = [parseConfig('f', example), parseConfig('f', text)];
  assert.ok(ours.ok && theirs.ok);
  assert.deepEqual(ours.value.domains.map((each) => ({ ...each, line: 0 })), theirs.value.domains.map((each) => ({ ...each, line: 0 })));
});
