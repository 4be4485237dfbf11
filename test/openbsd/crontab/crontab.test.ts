// The stand-in crontab over a spool in a temporary tree: as a function, and once as the program of a tree.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installProgram } from '../install.ts';
import { crontab } from './crontab.ts';
import { spoolOf } from './spool.ts';

const root = mkdtempSync(join(tmpdir(), 'stsctl-crontab-'));
after(() => rmSync(root, { recursive: true, force: true }));
const TAB = `${root}/var/cron/tabs/root`;
const RECORDED = new URL('../../fixtures/openbsd/crontab/', import.meta.url);

function run(argv: readonly string[], { input = '', isRoot = true }: { input?: string; isRoot?: boolean } = {}) {
  const output = { stdout: '', stderr: '' };
  const exit = crontab(argv, {
    ...spoolOf(root),
    isRoot,
    readInput: () => input,
    stdout: (text) => void (output.stdout += text),
    stderr: (text) => void (output.stderr += text),
  });
  return { exit, ...output };
}

test('without a crontab -l and -r say so', () => {
  for (const argv of [['-l'], ['-r'], ['-u', 'root', '-l'], ['-lu', 'root']]) {
    assert.deepEqual(run(argv), { exit: 1, stdout: '', stderr: 'crontab: no crontab for root\n' });
  }
});

test('what is installed is listed byte for byte, and only its owner reads it', () => {
  const text = '# \xfc\nMAILTO=""\n~ ~ * * * -ns true\r\n';
  assert.deepEqual(run(['-u', 'root', '-'], { input: text }), { exit: 0, stdout: '', stderr: '' });
  assert.equal(statSync(TAB).mode & 0o777, 0o600);
  assert.deepEqual(run(['-l']), { exit: 0, stdout: text, stderr: '' });
  writeFileSync(`${root}/file`, '@daily true\n');
  assert.equal(run([`${root}/file`]).exit, 0);
  assert.equal(readFileSync(TAB, 'latin1'), '@daily true\n');
  assert.deepEqual(readdirSync(`${root}/var/cron/tabs`), ['root']);
});

test('each recorded file is installed or refused as recorded; refused, the old crontab stays', () => {
  const cases = JSON.parse(readFileSync(new URL('verdicts.json', RECORDED), 'utf8')) as { file: string; exit: number; stderr: string[]; system?: boolean }[];
  for (const { file, exit, stderr, system } of cases) {
    if (system === true) continue;
    mkdirSync(`${root}/var/cron/tabs`, { recursive: true });
    writeFileSync(TAB, '@daily before\n');
    const text = readFileSync(new URL(`cases/${file}`, RECORDED), 'latin1');
    const got = run(['-'], { input: text });
    assert.deepEqual(got, { exit, stdout: '', stderr: stderr.map((line) => `${line.replace(`"${file}"`, '"-"')}\n`).join('') }, file);
    assert.equal(readFileSync(TAB, 'latin1'), exit === 0 ? text : '@daily before\n');
  }
});

test('-r removes it', () => {
  assert.deepEqual(run(['-r', '-u', 'root']), { exit: 0, stdout: '', stderr: '' });
  assert.equal(existsSync(TAB), false);
});

test('a file that is not there, and arguments that make no sense', () => {
  const refused = (argv: readonly string[], stderr: RegExp) => {
    const got = run(argv);
    assert.equal(got.exit, 1);
    assert.match(got.stderr, stderr);
  };
  refused([`${root}/absent`], /^crontab: \/.*\/absent: No such file or directory\n$/);
  refused([`${root}/file/x`], /: Not a directory\n$/);
  refused(['-u', 'nobody_here', '-l'], /^crontab: unknown user nobody_here\n$/);
  refused([], /^crontab: usage error: file name must be specified for replace\nusage: crontab /);
  refused(['-l', 'x'], /^crontab: usage error: no arguments permitted after this option\nusage: /);
  refused(['-lr'], /^crontab: usage error: only one operation permitted\nusage: /);
  refused(['-z'], /^crontab: unknown option -- z\nusage: /);
  refused(['-u'], /^crontab: option requires an argument -- u\nusage: /);
  assert.deepEqual(run(['-u', 'root', '-l'], { isRoot: false }), { exit: 1, stdout: '', stderr: 'crontab: only the super user may use -u\n' });
});

test('the program works below the tree it lies in', () => {
  installProgram(root, '/usr/bin/crontab');
  const program = (argv: readonly string[], input = '') => spawnSync(`${root}/usr/bin/crontab`, argv, { input, encoding: 'latin1', env: {} });
  assert.equal(program(['-u', 'root', '-'], '@daily true # \xe9\n').status, 0);
  assert.equal(readFileSync(TAB, 'latin1'), '@daily true # \xe9\n');
  assert.equal(program(['-u', 'root', '-l']).stdout, '@daily true # \xe9\n');
  const { status, stderr } = program(['-'], '60 * * * * true\n');
  assert.deepEqual([status, stderr], [1, '"-":1: bad minute\ncrontab: errors in crontab file, unable to install\n']);
});
