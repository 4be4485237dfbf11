// What the command line takes for several hosts, and the limits of the machine.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { REPOSITORY } from '../support/stsctl.ts';

function wrong(...argv: string[]): string | null {
  const parsed = parseArguments(argv);
  return parsed.kind === 'wrong' ? parsed.message : null;
}

test('what is for several hosts needs them, or a saved plan that names them', () => {
  assert.equal(wrong('apply', '--serial', '2'), '--serial needs -H');
  assert.equal(wrong('plan', '--jobs', '2'), '--jobs needs -H');
  assert.equal(wrong('apply', '--serial', '2', '--jobs', '2', '--fail-fast', 'all.plan'), null);
  assert.equal(wrong('-H', 'all', 'apply', '--serial', '2'), null);
  assert.equal(wrong('-H', 'all', 'plan', '--serial', '2'), 'plan takes no --serial');
  assert.equal(wrong('-H', 'all', 'apply', '--serial', '0'), '--serial is "0"; use 1 to 999');
  assert.equal(wrong('apply', '--jobs', 'x', 'all.plan'), '--jobs is "x"; use 1 to 999');
  assert.equal(wrong('-H', 'mail1', 'dns'), 'dns takes -H with --zone only');
  assert.equal(wrong('-H', 'mail1', '--root', '/x', 'lint'), 'either -H or --root');
});

test('no more hosts at once than the limit of open files has room for', () => {
  const script = "import('./src/cli/within-limits.ts').then(async ({ withinLimits }) => console.log(await withinLimits(8), await withinLimits(200)))";
  const withLimit = (files: number) => spawnSync('/bin/sh', ['-c', `ulimit -n ${files}; exec "$@"`, 'sh', process.execPath, '--import', 'tsx', '-e', script], { cwd: REPOSITORY, encoding: 'utf8' });
  for (const [files, expected] of [[128, '8 16'], [512, '8 56'], [1800, '8 200']] as const) {
    const { stdout, stderr } = withLimit(files);
    assert.equal(stdout.trim(), expected, stderr);
  }
});
