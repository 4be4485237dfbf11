// A command line that is not taken: why, what was probably meant, and no list that pushes it off the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asTyped } from '../../src/cli/as-typed.ts';
import { runMain } from '../support/run-main.ts';

const CASES: readonly (readonly [string, string, string])[] = [
  ['initt', 'there is no command "initt"; is it init?', 'stsctl -h lists the commands'],
  ['xyzzy', 'there is no command "xyzzy"', 'stsctl -h lists the commands'],
  ['reports sumary', 'there is no command "reports sumary"; there are add, list, show, summary, export, gate, html; is it summary?', 'stsctl -h lists the commands'],
  ['plan --rooot /x', 'there is no option "--rooot"; is it --root?', 'stsctl help plan says more'],
  ['plan -x', 'there is no option "-x"', 'stsctl help plan says more'],
  ['--fiel a plan', 'there is no option "--fiel"; is it --file?', 'stsctl help plan says more'],
  ['plan --out', '--out needs a value', 'stsctl help plan says more'],
  ['plan --out -n', '--out needs a value', 'stsctl help plan says more'],
  ['-f', '-f, --file needs a value', 'stsctl -h lists the commands'],
  ['plan --json=yes', '--json takes no value', 'stsctl help plan says more'],
  ['plan --zone x', 'plan takes no --zone', 'stsctl help plan says more'],
];

for (const [line, said, last] of CASES) {
  test(`stsctl ${line}`, async () => {
    const { exit, stdout, stderr } = await runMain(line.split(' '));
    const lines = stderr.trimEnd().split('\n');
    assert.deepEqual([exit, stdout, lines[0], lines.at(-1), lines.length], [1, '', `stsctl: ${said}`, last, 3]);
    assert.match(lines[1] ?? '', /^usage: stsctl /);
  });
}

test('who says nothing is shown what there is', async () => {
  assert.match((await runMain([])).stderr, /^stsctl: no command given\nusage: stsctl [^]*\n {2}init /);
});

test('advice names the file, the hosts and the root of this run, where the command takes them', () => {
  const given = { configFile: 'my.conf', root: '', hosts: ['mail1'] };
  assert.equal(asTyped('correct line 3, then: stsctl plan', given), 'correct line 3, then: stsctl -f my.conf -H mail1 plan');
  assert.equal(asTyped('stsctl explain mx-tls, or: stsctl -n init', given), 'stsctl explain mx-tls, or: stsctl -f my.conf -n init');
  assert.equal(asTyped('write one (stsctl init, or stsctl.conf(5)), or another: stsctl -f FILE', { configFile: null, root: '/tree', hosts: [] }), 'write one (stsctl --root /tree init, or stsctl.conf(5)), or another: stsctl -f FILE');
  assert.equal(asTyped('stsctl reports gate example.com', { configFile: null, root: '/a\u001bb', hosts: [] }), 'stsctl --root /a^[b reports gate example.com');
  assert.equal(asTyped('stsctl apply --force', { configFile: null, root: '', hosts: [] }), 'stsctl apply --force');
});
