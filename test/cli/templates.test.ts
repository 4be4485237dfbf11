// stsctl templates: which are the administrator's own, what the package has, and whether they make what serves.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { TEMPLATE_NAMES } from '../../src/formats/template/template-names.ts';
import { REPOSITORY } from '../support/stsctl.ts';
import { runMain } from '../support/run-main.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'stsctl-templates-'))));
afterEach(() => rmSync(root, { recursive: true }));

function override(name: string, source: string): void {
  const file = join(root, 'etc/stsctl/templates', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, source);
}

const templates = (what: string, ...argv: string[]) => runMain(['templates', what, '--root', root, ...argv]);

test('list: each template, and the file that takes its place', async () => {
  override('crontab/renew.hbs', '# nothing\n');
  const lines = (await templates('list')).stdout.trim().split('\n');
  assert.equal(lines.length, TEMPLATE_NAMES.length);
  assert.match(lines.join('\n'), /crontab\/renew\.hbs +\S+\/etc\/stsctl\/templates\/crontab\/renew\.hbs$/m);
  assert.match(lines.join('\n'), /mta-sts\.txt\/policy\.hbs +of the package$/m);
});

test('show: the template of the package, byte for byte', async () => {
  for (const name of TEMPLATE_NAMES) assert.equal((await templates('show', name)).stdout, readFileSync(join(REPOSITORY, 'templates', name), 'utf8'));
  assert.match((await templates('show', 'nothing.hbs')).stderr, /there is no template "nothing\.hbs"; there are /);
});

test('check: silent when all is well, with the package\'s and with a copy of them', async () => {
  assert.deepEqual(await templates('check'), { exit: 0, stdout: '', stderr: '' });
  for (const name of TEMPLATE_NAMES) override(name, readFileSync(join(REPOSITORY, 'templates', name), 'utf8'));
  assert.deepEqual(await templates('check'), { exit: 0, stdout: '', stderr: '' });
});

test('check: all that can not be read at once; then what does not serve, renew or say the policy', async () => {
  override('httpd.conf/mta-sts-policy.hbs', 'server {{policyhost}} {\n');
  override('crontab/renew.hbs', '{{#if handel}}x{{/if}}');
  const broken = await templates('check');
  assert.equal(broken.exit, 2);
  assert.match(broken.stderr, /mta-sts-policy\.hbs:1:10: [\s\S]*renew\.hbs:1:7: /);
  override('httpd.conf/mta-sts-policy.hbs', readFileSync(join(REPOSITORY, 'templates/httpd.conf/mta-sts-policy.hbs'), 'utf8'));
  override('crontab/renew.hbs', '~ ~ * * * /usr/bin/true\n');
  assert.match((await templates('check')).stderr, /renew\.hbs: /);
  override('mta-sts.txt/policy.hbs', 'version: STSv1\nmode: none\nmax_age: {{maxAge}}\n');
  const json = JSON.parse((await templates('check', '--json')).stdout) as { diagnostics: { code: string }[] };
  assert.deepEqual(json.diagnostics.map(({ code }) => code), ['template-result']);
});
