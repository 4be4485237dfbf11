// Every code of a finding or message has an explanation, and the command gives it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXPLANATIONS } from '../../src/cli/explain-code.ts';
import { REPOSITORY } from '../support/stsctl.ts';
import { runMain } from '../support/run-main.ts';

/** Those of a union type in src/model. */
function codesOf(file: string): string[] {
  return [...readFileSync(join(REPOSITORY, 'src/model', file), 'utf8').matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, code]) => code ?? '');
}

test('check, lint and stsctl itself: every code is explained, and no other', () => {
  const codes = ['finding.ts', 'lint.ts', 'diagnostic-code.ts'].flatMap(codesOf);
  assert.deepEqual([...EXPLANATIONS.keys()].sort(), [...new Set(codes)].sort(), 'explain it in src/cli/explain-*.ts');
  assert.equal([...EXPLANATIONS.values()].flat().length, codes.length, 'a code that two share has two explanations');
});

test('each says why and what to do in whole sentences, and names its RFC and clause or a manual', () => {
  for (const [code, all] of EXPLANATIONS) {
    for (const { why, fix, clause } of all) {
      assert.match(why, /^[A-Za-z][^!]+\.$/, code);
      assert.match(fix, /^[A-Za-z][^!]+\.$/, code);
      assert.match(clause, /RFC \d{4} \d|\(\d\)/, code);
    }
  }
});

test('explain CODE, the same by check --explain, and both meanings of a code that two share', async () => {
  const { exit, stdout } = await runMain(['explain', 'mx-unmatched']);
  assert.deepEqual([exit, stdout.split('\n')[0]], [0, 'mx-unmatched: error of check, RFC 8461 4.1']);
  assert.match(stdout, /\nfix: Add mx\[\] = HOST to stsctl\.conf/);
  assert.equal((await runMain(['check', '--explain', 'mx-unmatched'])).stdout, stdout);
  assert.match((await runMain(['explain', 'policy-media-type'])).stdout, /error of check, [\s\S]*\n\npolicy-media-type: finding of lint, /);
});

test('without a code all are listed; an unknown one is told with its neighbour', async () => {
  assert.equal((await runMain(['explain'])).stdout.trim().split('\n').length, [...EXPLANATIONS.values()].flat().length);
  const { exit, stderr } = await runMain(['explain', 'plan-stail']);
  assert.equal(exit, 1);
  assert.match(stderr, /there is no code "plan-stail"\n[\s\S]*next: +stsctl explain plan-stale/);
  const { codes } = JSON.parse((await runMain(['explain', '--json', 'usage'])).stdout) as { codes: { code: string; kind: string }[] };
  assert.deepEqual(codes.map(({ code, kind }) => [code, kind]), [['usage', 'message']]);
});
