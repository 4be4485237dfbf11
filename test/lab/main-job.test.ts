// The main job with the tutorial's own values: its files and records, and the policy fetched with a certificate that came over ACME.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { REPOSITORY } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';
import { findPebble, startPebble, type Pebble } from './pebble.ts';

const EXPECTED = join(REPOSITORY, 'test/fixtures/tutorial');
const hasPebble = findPebble() !== null;
if (!hasPebble) console.log('SKIPPED: ACME; pebble is not installed (Debian: apt-get install pebble), the stand-in signs by itself');

let tree: Tree;
let pebble: Pebble | null = null;
before(async () => {
  tree = await makeTree({ throwAwayCa: !hasPebble });
  if (hasPebble) {
    pebble = await startPebble({ dir: join(tree.root, 'var/pebble'), httpPort: tree.httpPort });
    tree.write('/etc/ssl/cert.pem', readFileSync(pebble.apiCaFile));
    tree.caFile = join(tree.root, 'var/pebble/issuer.pem');
    writeFileSync(tree.caFile, await pebble.rootPem());
  }
  const url = pebble?.directoryUrl ?? 'https://ca.example/dir';
  tree.write('/etc/stsctl.conf', `${TUTORIAL}\n[acme]\nauthority = test-ca\nurl = ${url}\nkey_type = ecdsa\n`);
});
after(async () => {
  tree.remove();
  await pebble?.stop();
});

/** UPDATE=1 rewrites what is expected. */
function assertGolden(name: string, text: string): void {
  const file = join(EXPECTED, name);
  if (process.env['UPDATE'] === '1') writeFileSync(file, text, 'latin1');
  assert.equal(text, readFileSync(file, 'latin1'));
}

const content = (path: string) => readFileSync(tree.root + path, 'latin1');

test('one apply on a fresh host ends with a policy that is served', () => {
  assert.equal(tree.stsctl('plan').exit, 2);
  const applied = tree.stsctl('apply');
  assert.equal(applied.exit, 0, applied.stderr);
});

test('its files', () => {
  assertGolden('httpd.conf', content('/etc/httpd.conf'));
  assertGolden('mta-sts.txt', content('/var/www/mta-sts/mta-sts.txt'));
  assertGolden('acme-client.conf', content('/etc/acme-client.conf').replace(/api url "[^"]*"/, 'api url "https://ca.example/dir"'));
  assertGolden('crontab', content('/var/cron/tabs/root'));
  assert.equal(content('/etc/rc.conf.local'), 'httpd_flags=\n');
  assert.doesNotMatch(content('/var/www/mta-sts/mta-sts.txt'), /[^\r]\n/, 'CRLF throughout');
});

test('its records', () => {
  assertGolden('records', tree.stsctl('dns').stdout);
});

test('a sender gets it: status, media type, body, and a certificate that names the host', async () => {
  const answer = await get('mta-sts.example.com', '/.well-known/mta-sts.txt');
  assert.match(answer.head, /^HTTP\/1\.1 200 OK\r\n/);
  assert.match(answer.head, /\r\nContent-Type: text\/plain\r\n/);
  assert.equal(answer.body, content('/var/www/mta-sts/mta-sts.txt'));
  const checked = tree.stsctl('check');
  assert.equal(checked.exit, 0, checked.stdout);
});

test('nothing else is served there', async () => {
  assert.match((await get('mta-sts.example.com', '/')).head, /^HTTP\/1\.[01] 404 /);
  const plain = await fetch(`http://127.0.0.1:${tree.httpPort}/x?y=1`, { headers: { host: 'mta-sts.example.com' }, redirect: 'manual' });
  assert.deepEqual([plain.status, plain.headers.get('location')], [301, 'https://mta-sts.example.com/x?y=1']);
});

test('a second apply writes nothing, reloads nothing, and is silent', () => {
  const earlier = readFileSync(`${tree.root}/var/log/daemon`, 'utf8');
  const again = tree.stsctl('apply');
  assert.deepEqual([again.exit, again.stdout, again.stderr], [0, '', '']);
  assert.equal(readFileSync(`${tree.root}/var/log/daemon`, 'utf8'), earlier);
});

test('check tells a policy that is served otherwise', () => {
  tree.write('/var/www/mta-sts/mta-sts.txt', 'version: STSv1\r\nmode: none\r\nmax_age: 60\r\n');
  const checked = tree.stsctl('check', '--json');
  assert.equal(checked.exit, 2);
  const { domains } = JSON.parse(checked.stdout) as { domains: { findings: { code: string }[] }[] };
  assert.deepEqual(domains[0]?.findings.map(({ code }) => code), ['policy-differs']);
  assert.equal(tree.stsctl('apply', '-q').exit, 0);
  assert.equal(tree.stsctl('check', '-q').exit, 0);
});

function get(host: string, path: string): Promise<{ head: string; body: string }> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: tree.httpsPort, servername: host, ca: readFileSync(tree.caFile) });
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('end', () => {
      const at = text.indexOf('\r\n\r\n');
      resolve({ head: `${text.slice(0, at)}\r\n`, body: text.slice(at + 4) });
    });
    socket.on('error', reject);
    socket.end(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}
