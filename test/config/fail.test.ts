// What a reader is told about each mistake: test/config/fail/WHAT-IS-WRONG.ini and its message in .err. UPDATE=1 rewrites.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { formatDiagnostic } from '../../src/cli/print-diagnostic.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

const FOLDER = fileURLToPath(new URL('fail/', import.meta.url));
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.ini'))
  .map((name) => name.slice(0, -'.ini'.length))
  .sort();

function messageFor(name: string): string {
  const result = parseConfig('stsctl.conf', readFileSync(`${FOLDER}${name}.ini`, 'utf8'));
  assert.ok(!result.ok, 'the configuration is refused');
  return `${result.diagnostics.map((each) => formatDiagnostic(each, false)).join('\n\n')}\n`;
}

for (const name of names) {
  test(`${name.replaceAll('-', ' ')}: refused, with its place and what to write`, () => {
    const message = messageFor(name);
    const file = `${FOLDER}${name}.err`;
    if (process.env['UPDATE'] === '1') writeFileSync(file, message);
    assert.equal(message, existsSync(file) ? readFileSync(file, 'utf8') : null);
  });
}

test('a message never says error, invalid, failed, please or "!"', () => {
  for (const name of names) {
    const told = messageFor(name)
      .split('\n')
      .filter((line) => !/^\d* *\|/.test(line));
    for (const line of told) assert.doesNotMatch(line.replaceAll(/"[^"]*"/g, '""'), /\berror\b|\binvalid\b|\bfailed\b|\bplease\b|!/i, name);
  }
});
