// Completions come from the table of commands, and real shells complete with them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SHELLS } from '../../src/cli/completions.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runMain } from '../support/run-main.ts';
import { missingPrograms } from '../support/missing-programs.ts';

const FIRST = [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? ''))];
const REPORTS = COMMANDS.flatMap(({ name }) => (name.startsWith('reports ') ? [name.slice(8)] : []));

/** Runs a script of a shell that may read the completions from $1. */
function inShell(shell: string, completions: string, script: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'stsctl-completions-'));
  try {
    const file = join(folder, 'completions');
    writeFileSync(file, completions);
    const argv = shell === 'fish' ? ['--no-config', '-c', script, file] : ['-c', script, shell, file];
    const { status, stdout, stderr } = spawnSync(shell, argv, { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', HOME: folder } });
    assert.deepEqual([status, stderr], [0, ''], shell);
    return stdout.split(/[\s]+/).filter((word) => word !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every command and flag of the table is in each', () => {
  for (const [shell, make] of Object.entries(SHELLS)) {
    const words = new Set(make().split(/[\s'"()=|:]+/).map((word) => word.replace(/^-+/, '')));
    for (const { name, options } of COMMANDS) for (const word of [...name.split(' '), ...options]) assert.ok(words.has(word), `${shell} lacks ${word}`);
  }
});

test('mksh, as OpenBSD\'s ksh: arrays by place', { skip: missingPrograms(['mksh']).length > 0 && 'mksh is not installed' }, () => {
  assert.deepEqual(inShell('mksh', SHELLS.ksh(), '. "$1"; print -r -- "${complete_stsctl_1[@]}"'), FIRST);
  const second = inShell('mksh', SHELLS.ksh(), '. "$1"; print -r -- "${complete_stsctl_2[@]}"');
  assert.deepEqual(REPORTS.filter((word) => !second.includes(word)), []);
});

test('bash: commands, second words, flags behind others', { skip: missingPrograms(['bash']).length > 0 && 'bash is not installed' }, () => {
  const complete = (...words: string[]) => inShell('bash', SHELLS.bash(), `. "$1"; COMP_WORDS=(stsctl ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _stsctl; echo "\${COMPREPLY[@]}"`);
  assert.deepEqual(complete(''), FIRST);
  assert.deepEqual(complete('pl'), ['plan']);
  assert.deepEqual(complete('reports', 's'), ['show', 'summary']);
  assert.deepEqual(complete('-q', 'plan', '--ad'), ['--adopt']);
});

test('zsh: the same, by what it hands to compadd', { skip: missingPrograms(['zsh']).length > 0 && 'zsh is not installed' }, () => {
  const stubs = '_files() { :; }; compdef() { :; }; compadd() { print -r -- $ours; }; _describe() { print -r -- ${described%%:*}; }';
  const complete = (...words: string[]) => inShell('zsh', SHELLS.zsh(), `${stubs}; . "$1"; words=(stsctl ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}; PREFIX='${words.at(-1) ?? ''}'; _stsctl`);
  assert.deepEqual(complete(''), FIRST);
  assert.deepEqual(complete('reports', '').slice(0, REPORTS.length), REPORTS);
  assert.ok(complete('-q', 'plan', '--a').includes('--adopt'));
});

test('fish: asked as its user would', { skip: missingPrograms(['fish']).length > 0 && 'fish is not installed' }, () => {
  const complete = (line: string) => inShell('fish', SHELLS.fish(), `source $argv[1]; complete -C '${line}' | cut -f1`);
  assert.deepEqual(complete('stsctl pl'), ['plan']);
  assert.deepEqual(complete('stsctl reports s'), ['show', 'summary']);
  assert.deepEqual(complete('stsctl plan --ad'), ['--adopt']);
});

test('a shell that it does not know is told', async () => {
  const { exit, stderr } = await runMain(['completions', 'tcsh']);
  assert.equal(exit, 1);
  assert.match(stderr, /takes one of ksh, bash, zsh, fish, not "tcsh"/);
});
