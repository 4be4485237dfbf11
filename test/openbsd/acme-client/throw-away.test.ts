// The stand-in acme-client without an ACME server: its own authority, the tree's httpd, and what it asks before any network.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePorts } from '../../support/free-ports.ts';
import { startHttpd } from '../httpd/httpd.ts';
import { installBaseSystem } from '../install.ts';
import { namesOf } from './due.ts';
import { run } from './run.ts';
import { throwAwayRoot } from './throw-away-ca.ts';

const root = mkdtempSync(join(tmpdir(), 'stsctl-throw-away-'));
const CERTIFICATE = '/etc/ssl/a.example.fullchain.pem';
const KEY = '/etc/ssl/private/a.example.key';
let web: { stop(): Promise<void> };

before(async () => {
  const [port = 0] = await freePorts(1);
  installBaseSystem(root, { ports: { 80: port }, throwAwayCa: true });
  writeFileSync(`${root}/etc/httpd.conf`, 'server "a" {\n\talias "*"\n\tlisten on * port 80\n\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}\n}\n');
  web = await startHttpd({ root });
});
after(async () => {
  await web.stop();
  rmSync(root, { recursive: true, force: true });
});

const AUTHORITY = 'authority ca {\n\tapi url "https://ca.invalid/dir"\n\taccount key "/etc/acme/ca.pem" ecdsa\n}\n';
const domain = (options: string) => `domain a.example {\n\tdomain key "${KEY}" ecdsa\n${options}\tsign with ca\n}\n`;
const FULL_CHAIN = `\tdomain full chain certificate "${CERTIFICATE}"\n`;

async function acmeClient(words: string, conf: string | null, isRoot = true) {
  if (conf === null) rmSync(`${root}/etc/acme-client.conf`, { force: true });
  else writeFileSync(`${root}/etc/acme-client.conf`, conf);
  let said = '';
  const exit = await run(words.split(' ').filter((each) => each !== ''), { root, isRoot, stdout: (text) => (said += text), stderr: (text) => (said += text) });
  return `${exit} ${said}`;
}

const leaf = () => new X509Certificate(readFileSync(root + CERTIFICATE));

test('issued, not due, forced, other names: exit 0, 2, 0, 0', async () => {
  const conf = AUTHORITY + domain(FULL_CHAIN);
  assert.equal(await acmeClient('a.example', conf), '0 ');
  assert.equal(leaf().verify(new X509Certificate(readFileSync(throwAwayRoot(root))).publicKey), true);
  const serial = leaf().serialNumber;
  assert.equal(await acmeClient('a.example', conf), '2 ');
  assert.equal(await acmeClient('-F a.example', conf), `0 acme-client: ${CERTIFICATE}: forcing renewal\n`);
  assert.notEqual(leaf().serialNumber, serial);
  assert.equal(new X509Certificate(readFileSync(`${root}${CERTIFICATE}.1`)).serialNumber, serial, 'the previous one is kept');
  const more = AUTHORITY + domain(`\talternative names { b.example }\n${FULL_CHAIN}`);
  assert.equal(await acmeClient('a.example', more), `0 acme-client: ${CERTIFICATE}: domain list changed, forcing renewal\n`);
  assert.deepEqual(namesOf(leaf()), ['a.example', 'b.example']);
});

test('files have the modes acme-client gives them, and no token stays', () => {
  const modeOf = (path: string) => (statSync(root + path).mode & 0o777).toString(8);
  assert.deepEqual([modeOf(CERTIFICATE), modeOf(KEY), modeOf('/etc/acme/ca.pem')], ['444', '400', '400']);
  assert.deepEqual(readdirSync(`${root}/var/www/acme`), []);
});

test('a token the web server does not serve: exit 1, and the certificate stays', async () => {
  const serial = leaf().serialNumber;
  const said = await acmeClient('-F a.example', AUTHORITY + domain(`${FULL_CHAIN}\tchallengedir "/var/www/htdocs"\n`));
  assert.match(said, /^1 [\s\S]*\/\.well-known\/acme-challenge\/\S+: returned 404\n$/);
  assert.equal(leaf().serialNumber, serial);
  assert.deepEqual(readdirSync(`${root}/var/www/htdocs`), []);
});

test('chains that are no absolute paths lie beside the certificate', async () => {
  const options = '\tdomain certificate "/etc/ssl/c.pem"\n\tdomain chain certificate "c.chain"\n\tdomain full chain certificate "c.full"\n';
  assert.equal(await acmeClient('a.example', AUTHORITY + domain(options)), '0 ');
  assert.deepEqual(['c.pem', 'c.chain', 'c.full'].map((name) => existsSync(`${root}/etc/ssl/${name}`)), [true, true, true]);
});

test('what is asked first: root, then the configuration, then the handle, then both directories', async () => {
  const usage = 'usage: acme-client [-Fnrv] [-f configfile] handle\n';
  assert.equal(await acmeClient('-f', null), `1 acme-client: option requires an argument -- f\n${usage}`);
  assert.equal(await acmeClient('', null, false), '1 acme-client: must be run as root\n');
  assert.equal(await acmeClient('', null), '1 acme-client: pushfile: /etc/acme-client.conf: No such file or directory\n');
  assert.equal(await acmeClient('', 'nonsense\n'), '1 /etc/acme-client.conf:1: syntax error\n');
  assert.equal(await acmeClient('', AUTHORITY), `1 ${usage}`);
  assert.equal(await acmeClient('-n', AUTHORITY), '0 ');
  assert.equal(await acmeClient('a.example', AUTHORITY), '1 acme-client: domain a.example not found\n');
  const nowhere = AUTHORITY + domain('\tdomain full chain certificate "/etc/no/x.pem"\n\tchallengedir "/var/no"\n');
  assert.equal(await acmeClient('a.example', nowhere), '1 acme-client: /etc/no: cert directory must exist\nacme-client: /var/no: challenge directory must exist\n');
});

/** Not spawnSync: this process is the web server that the authority asks. */
function program(...argv: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(`${root}/usr/sbin/acme-client`, argv, { env: {}, timeout: 20_000 }, (error, stdout, stderr) => resolve(`${error === null ? 0 : error.code} ${stdout}${stderr}`));
  });
}

test('the program of the tree does the same', async () => {
  writeFileSync(`${root}/etc/acme-client.conf`, AUTHORITY + domain(FULL_CHAIN));
  assert.equal(await program('a.example'), `0 acme-client: ${CERTIFICATE}: domain list changed, forcing renewal\n`);
  assert.equal(await program('a.example'), '2 ');
});
