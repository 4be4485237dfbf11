// Every finding can be explained.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FINDING_KINDS } from '../../src/check/finding-kinds.ts';
import { REPOSITORY } from '../support/stsctl.ts';
import { runMain } from '../support/run-main.ts';

const CODES = [...readFileSync(join(REPOSITORY, 'src/model/finding.ts'), 'utf8').matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, code]) => code ?? '');

test('every code has a kind, and no other', () => {
  assert.deepEqual(Object.keys(FINDING_KINDS).sort(), [...CODES].sort());
});

test('each kind cites a clause and explains itself in whole sentences', () => {
  for (const { clause, why } of Object.values(FINDING_KINDS)) {
    assert.match(clause, /^RFC \d{4} [\d.]+$/);
    assert.match(why, /^[A-Z][^!]+\.$/);
  }
});

test('--explain', async () => {
  for (const code of CODES) assert.match((await runMain(['check', '--explain', code])).stdout, new RegExp(`^${code}: (error|warning|note) of check, RFC `));
  const unknown = await runMain(['check', '--explain', 'mx-unmatchd']);
  assert.equal(unknown.exit, 1);
  assert.match(unknown.stderr, /next: +stsctl explain mx-unmatched/);
});
