// What lint finds in each kind of file, and what it does not find in good ones.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { judgeAcmeClientConf } from '../../src/formats/acme-client-conf/judge-acme-client-conf.ts';
import { kindOf } from '../../src/lint/kind-of.ts';
import { lintFile, type LintWorld } from '../../src/lint/lint-file.ts';
import type { LintFinding, LintKind } from '../../src/model/lint.ts';
import { fstatSockets, relaydSockets } from '../../src/lint/lint-ports.ts';
import { resolveService } from '../../src/formats/httpd-conf/services.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/lint/', import.meta.url));

const world: LintWorld = {
  httpd: { readInclude: () => null, isReadable: () => true, resolveHost: (name) => (name === 'egress' ? ['203.0.113.1'] : null), resolveService },
  acmeClient: { readInclude: () => null, modeOf: () => null },
  ipv6Hosts: new Set(['mta-sts.example.com']),
  acmeDomains: [],
  sockets: [],
  readCertificate: () => null,
  publicKeyOf: () => null,
};

function findings(name: string): LintFinding[] {
  const text = readFileSync(FOLDER + name, 'latin1');
  const kind = kindOf(name, text);
  assert.ok(kind !== null && kind !== 'stsctl.conf', `${name}: kind ${kind}`);
  const beside = /^#! with (\S+)$/m.exec(text)?.[1];
  const acmeDomains = beside === undefined ? [] : judgeAcmeClientConf(beside, readFileSync(FOLDER + beside, 'latin1'), world.acmeClient).conf.domains;
  return lintFile(kind, name, text, { ...world, acmeDomains });
}

/** A fixture says in comments what is found where: "#! 7 shadowed-server"; "#! with FILE" names the acme-client.conf that is linted too. A policy has no comments: its name says it. */
function expected(name: string): string[] {
  const text = readFileSync(FOLDER + name, 'latin1');
  return [...text.matchAll(/^#! (\d+) (\S+)$/gm)].map(([, line, code]) => `${line} ${code}`);
}

for (const name of readdirSync(FOLDER).filter((each) => !each.endsWith('.txt'))) {
  test(name, () => {
    const found = findings(name);
    const byPlace = (a: string, b: string) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);
    assert.deepEqual(found.map(({ place, code }) => `${place.line} ${code}`).sort(byPlace), expected(name).sort(byPlace));
    for (const { message, why, next, place } of found) {
      assert.ok(message !== '' && why !== '' && next !== '' && (place.column ?? 0) >= 1);
    }
  });
}

test('policies', () => {
  assert.deepEqual(findings('mta-sts-good.txt'), []);
  assert.deepEqual(findings('mta-sts-bad.txt').map(({ code, place }) => `${place.line} ${code}`), ['2 policy-syntax', '4 policy-syntax', '5 policy-syntax']);
});

test('/etc/crontab has a user column, and no other', () => {
  const text = '0 1 * * * root -n acme-client h.example && rcctl reload httpd\n0 1 * * * root acme-client h.example\n0 1 * * * root\n';
  const codes = (file: string) => lintFile('crontab', file, text, world).map(({ code, place }) => `${place.line} ${code}`);
  assert.deepEqual(codes('/etc/crontab'), ['1 renewal-exit-2', '2 renewal-without-reload', '3 verdict']);
  assert.deepEqual(codes('/var/cron/tabs/root'), ['1 renewal-user-column', '2 renewal-user-column']);
});

test('a command made to take long is given up', () => {
  const loops = 'for a in 1 2 3 4 5 6 7 8 9; do '.repeat(12);
  const commands = [`${loops}acme-client h; ${'done; '.repeat(12)}`, 'acme-client h; '.repeat(60), 'test x && acme-client h; '.repeat(40), '{ '.repeat(2000), 'sh -c "'.repeat(300), `${'a && '.repeat(200)}acme-client h`];
  const start = process.cpuUsage();
  for (const command of commands) lintFile('crontab', 'crontab', `0 1 * * * ${command} httpd acme-client\n`.repeat(20), world);
  assert.ok(process.cpuUsage(start).user < 4_000_000);
});

test('the kind of a file is told by its name, else by what it holds', () => {
  const kinds: readonly (readonly [string, string, LintKind | null])[] = [
    ['/etc/httpd.conf', '', 'httpd.conf'],
    ['acme-client.conf.new', '', 'acme-client.conf'],
    ['/var/cron/tabs/root', '', 'crontab'],
    ['x', 'version: STSv1\r\n', 'policy'],
    ['x', '# c\nserver "a" {\n', 'httpd.conf'],
    ['x', 'domain example.com {\n', 'acme-client.conf'],
    ['x', '[policy]\n', 'stsctl.conf'],
    ['x', '~ ~ * * * -ns true\n', 'crontab'],
    ['x', 'hello\n', null],
  ];
  for (const [name, text, kind] of kinds) assert.equal(kindOf(name, text), kind, `${name}: ${text}`);
});

const TLS = 'server "www.example.com" {\n\tlisten on * tls port 443\n}\n';

test('a certificate and a key that do not belong together, and a file that is no certificate', async () => {
  const { generateKeyPairSync } = await import('node:crypto');
  const { signThrowAway } = await import('../openbsd/acme-client/throw-away-ca.ts');
  const { mkdtempSync, rmSync } = await import('node:fs');
  const root = mkdtempSync('/tmp/stsctl-lint-');
  const [one, other] = [generateKeyPairSync('ec', { namedCurve: 'P-256' }), generateKeyPairSync('ec', { namedCurve: 'P-256' })];
  const [leaf = ''] = await signThrowAway(root, one.privateKey, ['www.example.com']);
  rmSync(root, { recursive: true });
  const pem = (key: typeof one) => key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const codes = (readCertificate: string | null, publicKey: string | null) =>
    lintFile('httpd.conf', 'httpd.conf', TLS, { ...world, readCertificate: () => readCertificate, publicKeyOf: () => publicKey }).map(({ code }) => code);
  assert.deepEqual(codes(leaf, pem(one)), []);
  assert.deepEqual(codes(leaf, pem(other)), ['key-mismatch']);
  assert.deepEqual(codes('garbage', pem(one)), ['key-mismatch']);
  assert.deepEqual(codes(leaf, null), []);
  assert.deepEqual(codes(null, pem(other)), []);
});

test('another program on the port', () => {
  const relayd = relaydSockets('/etc/relayd.conf', 'relay "www" {\n\tlisten on 203.0.113.1 port https tls\n}\n');
  assert.deepEqual(relayd, [{ owner: 'relayd (/etc/relayd.conf:2)', address: '203.0.113.1', port: 443 }]);
  const running = fstatSockets('USER     CMD          PID   FD MOUNT\n_relayd  relayd     84721    9* internet stream tcp 0x0 *:443\nwww      httpd      12345    7* internet stream tcp 0x0 *:80\nroot     sshd       1        3* internet stream tcp 0x0 203.0.113.1:22 <-- 198.51.100.1:5\n');
  assert.deepEqual(running, [{ owner: 'relayd (pid 84721)', address: '*', port: 443 }]);
  for (const sockets of [relayd, running]) {
    assert.deepEqual(lintFile('httpd.conf', 'httpd.conf', TLS, { ...world, sockets }).map(({ code, place }) => `${place.line} ${code}`), ['2 port-taken']);
  }
  assert.deepEqual(lintFile('httpd.conf', 'httpd.conf', TLS.replace('*', '127.0.0.1'), { ...world, sockets: relayd }), []);
});
