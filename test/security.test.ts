// Each promise of docs/SECURITY.md has the test it names.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('..', import.meta.url));
const rows = readFileSync(`${root}/docs/SECURITY.md`, 'utf8').split('\n').filter((line) => /^\| [^|]+\|.*\| test\//.test(line));

test('there are promises', () => assert.ok(rows.length > 20));

for (const row of rows) {
  const [, file = '', title = ''] = /\| (test\/\S+): (.+?) \|$/.exec(row) ?? [];
  test(`SECURITY.md: ${title}`, () => {
    assert.ok(existsSync(`${root}/${file}`), `${file} is gone: name the test that holds this promise`);
    assert.ok(readFileSync(`${root}/${file}`, 'utf8').includes(`'${title}'`), `${file} has no test '${title}': name the one that holds this promise`);
  });
}
