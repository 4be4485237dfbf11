// What stsctl lint makes of its command line.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { main } from '../../src/cli/main.ts';
import { REPOSITORY } from '../support/stsctl.ts';

const FOLDER = mkdtempSync('/tmp/stsctl-lint-cli-');
after(() => rmSync(FOLDER, { recursive: true }));

const POLICY = 'version: STSv1\nmode: none\nmax_age: 86400\n';
const HTTPD = 'server "www.example" {\n\tlisten on * port 80\n\tblock return 301 "https://www.example/"\n}\n';
const ACME = 'authority le {\n\tapi url "https://ca.example/dir"\n\taccount key "/etc/acme/le.pem"\n}\ndomain www.example {\n\tdomain key "/etc/ssl/private/w.key"\n\tdomain full chain certificate "/etc/ssl/w.pem"\n}\n';
writeFileSync(`${FOLDER}/mta-sts.txt`, POLICY);
writeFileSync(`${FOLDER}/httpd.conf`, HTTPD);
writeFileSync(`${FOLDER}/acme-client.conf`, ACME);
mkdirSync(`${FOLDER}/tree/etc/httpd.conf`, { recursive: true });

async function lint(...argv: string[]) {
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const stream = (name: 'stdout' | 'stderr') => ({ write: (text: string | Uint8Array) => void parts[name].push(Buffer.from(text as string)) });
  const exit = await main({ argv: ['lint', ...argv], stdout: stream('stdout'), stderr: stream('stderr'), environment: {}, agent: [], packageDirectory: REPOSITORY, version: '0' });
  return { exit, stdout: Buffer.concat(parts.stdout).toString('utf8'), stderr: Buffer.concat(parts.stderr).toString('utf8') };
}

test('a directory is told from an empty file', async () => {
  writeFileSync(`${FOLDER}/crontab`, '');
  assert.deepEqual(await lint(`${FOLDER}/crontab`), { exit: 0, stdout: '', stderr: '' });
  for (const argv of [[FOLDER], ['--as', 'crontab', FOLDER], ['--root', `${FOLDER}/tree`]]) {
    const { exit, stderr } = await lint(...argv);
    assert.equal(exit, 1);
    assert.match(stderr, /this is a directory/);
  }
});

test('--verdict of what no program checks, of nothing, of too much', async () => {
  const told = async (...argv: string[]) => {
    const { exit, stderr } = await lint(...argv);
    assert.equal(exit, 1);
    return stderr;
  };
  assert.match(await told('--verdict', 'policy', 'mta-sts.txt'), /no program has a verdict on a policy file[^]*stsctl lint --as policy mta-sts\.txt/);
  assert.match(await told('--verdict', 'stsctl.conf', 'x'), /stsctl lint --as stsctl\.conf x/);
  assert.match(await told('--verdict', 'constructor', 'x'), /--verdict is "constructor"; use httpd\.conf, acme-client\.conf, crontab/);
  assert.match(await told('--verdict', 'crontab'), /takes one file[^]*stsctl lint --verdict crontab FILE/);
  assert.match(await told('--verdict', 'crontab', 'a', 'b'), /takes one file/);
  assert.match(await told('--verdict', 'acme-client.conf', `${FOLDER}/none`), /no such file[^]*stsctl lint --verdict acme-client\.conf FILE/);
});

test('--json and --verdict together are a usage error', async () => {
  const { exit, stdout, stderr } = await lint('--json', '--verdict', 'httpd.conf', `${FOLDER}/httpd.conf`);
  assert.deepEqual([exit, stderr], [1, '']);
  assert.match(stdout, /"message": "lint takes either --json or --verdict"/);
});

test('a redirect that swallows the challenge is seen when acme-client.conf is linted too', async () => {
  const codes = async (...files: string[]) => {
    const { stdout } = await lint('--json', ...files.map((each) => `${FOLDER}/${each}`));
    return (JSON.parse(stdout) as { findings: { code: string }[] }).findings.map(({ code }) => code);
  };
  assert.deepEqual(await codes('httpd.conf'), []);
  assert.deepEqual(await codes('httpd.conf', 'acme-client.conf'), ['challenge-swallowed']);
});

test('a policy without a version, and one that begins with a byte order mark, at their first character', async () => {
  const places = async (text: string) => {
    writeFileSync(`${FOLDER}/mta-sts.txt`, text);
    const { stdout } = await lint('--json', `${FOLDER}/mta-sts.txt`);
    return (JSON.parse(stdout) as { findings: { message: string; place: { line: number; column: number } }[] }).findings.map(({ message, place }) => `${place.line}:${place.column} ${message}`);
  };
  assert.deepEqual(await places(POLICY.slice(15)), ['1:1 version is missing']);
  assert.deepEqual(await places(`\uFEFF${POLICY}`), ['1:1 the text begins with a byte order mark']);
});
