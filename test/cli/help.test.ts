// stsctl help: the manual's own words, for every command.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '../../src/cli/commands.ts';
import { manualSection } from '../../src/cli/manual-section.ts';
import { REPOSITORY } from '../support/stsctl.ts';
import { missingPrograms } from '../support/missing-programs.ts';
import { runMain } from '../support/run-main.ts';

const MANUAL = readFileSync(join(REPOSITORY, 'man/stsctl.8'), 'utf8');

test('the manual has a section for each command, and it ends where the next begins', () => {
  for (const { name } of COMMANDS) {
    const section = manualSection(MANUAL, name) ?? '';
    assert.equal(section.match(/^\.It Cm /gm)?.length, 1, name);
    assert.equal(section.match(/^\.Bl /gm)?.length, section.match(/^\.El$/gm)?.length, name);
    assert.doesNotMatch(section, /REMOTE HOSTS\n/, name);
  }
  assert.equal(manualSection(MANUAL, 'nothing'), null);
});

test('help COMMAND is formatted by mandoc, without head, foot and backspaces', { skip: missingPrograms(['mandoc']).length > 0 && 'mandoc is not installed' }, async () => {
  const { exit, stdout } = await runMain(['help', 'plan']);
  assert.equal(exit, 0);
  assert.match(stdout, /^ +plan \[--adopt\] [^\n]*\[--json\]/);
  assert.doesNotMatch(stdout, /[\u0008\u001b]|STSCTL/);
});

test('a word of several commands gives them all; help alone is the summary; an unknown one is told', async () => {
  const reports = (await runMain(['help', 'reports'])).stdout;
  for (const { name } of COMMANDS.filter(({ name: each }) => each.startsWith('reports '))) assert.match(reports, new RegExp(name));
  assert.match((await runMain(['help'])).stdout, /^usage: stsctl/);
  assert.match((await runMain(['help', 'plon'])).stderr, /there is no command "plon"/);
});
