// The manual and the program say the same.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '../../src/cli/commands.ts';
import { REPOSITORY } from '../support/stsctl.ts';

const MANUAL = readFileSync(join(REPOSITORY, 'man/stsctl.8'), 'utf8');
const CODES = [...readFileSync(join(REPOSITORY, 'src/model/diagnostic-code.ts'), 'utf8').matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(([, code]) => code ?? '');

function itemOf(name: string): string {
  const start = MANUAL.indexOf(`.It Cm ${name}`);
  assert.ok(start >= 0, `the manual has no command ${name}`);
  return MANUAL.slice(start, MANUAL.indexOf('\n.It ', start + 1));
}

for (const { name, options } of COMMANDS) {
  test(`${name}: every flag it takes is in the manual, and no other`, () => {
    const said = [...itemOf(name).matchAll(/Fl \\-([a-z\\-]+)/g)].map(([, flag]) => (flag ?? '').replaceAll('\\-', '-'));
    assert.deepEqual([...new Set(said)].sort(), options.filter((each) => each !== 'root').sort());
  });
}

test('every diagnostic code is in the manual, and no other', () => {
  const section = MANUAL.slice(MANUAL.indexOf('.Sh DIAGNOSTICS'), MANUAL.indexOf('.Ss Findings of check'));
  assert.deepEqual([...section.matchAll(/^\.It ([a-z-]+)$/gm)].map(([, code]) => code).sort(), [...CODES].sort());
});

test('every code is used', () => {
  const source = readAll();
  assert.deepEqual(CODES.filter((code) => !source.includes(`'${code}'`)), []);
});

test('every code of check is in the manual, and no other, and is used', () => {
  const codes = [...readFileSync(join(REPOSITORY, 'src/model/finding.ts'), 'utf8').matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, code]) => code ?? '');
  const section = MANUAL.slice(MANUAL.indexOf('.Ss Findings of check'), MANUAL.indexOf('.Ss Findings of lint'));
  assert.deepEqual([...section.matchAll(/^\.It Li ([a-z0-9-]+)$/gm)].map(([, code]) => code).sort(), [...codes].sort());
  const source = readAll();
  // In the model, in the table of kinds, and where it is found.
  assert.deepEqual(codes.filter((code) => source.split(`'${code}'`).length < 4), []);
});

test('every code of lint is in the manual, and no other, and is used', () => {
  const codes = [...readFileSync(join(REPOSITORY, 'src/model/lint.ts'), 'utf8').matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, code]) => code ?? '');
  const section = MANUAL.slice(MANUAL.indexOf('.Ss Findings of lint'), MANUAL.indexOf('.Sh SEE ALSO'));
  assert.deepEqual([...section.matchAll(/^\.It Li ([a-z0-9-]+)$/gm)].map(([, code]) => code).sort(), [...codes].sort());
  const source = readAll();
  assert.deepEqual(codes.filter((code) => source.split(`'${code}'`).length < 3), []);
});

function readAll(): string {
  const src = join(REPOSITORY, 'src');
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((each) => each.endsWith('.ts') && !each.includes('diagnostic-code'));
  return files.map((each) => readFileSync(join(src, each), 'utf8')).join('\n');
}
