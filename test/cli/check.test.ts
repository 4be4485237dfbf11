// The command line of check, against peers on the loopback interface.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { Certificates, DOMAIN, HOST, MAIL, POLICY, ZONE } from '../check/_peers.ts';
import { startDnsServer, type DnsServer } from '../support/dns-server.ts';
import { runMain } from '../support/run-main.ts';
import { startSmtpServer, type SmtpServer } from '../support/smtp-server.ts';

const tree = mkdtempSync(join(tmpdir(), 'stsctl-cli-check-'));
const certificates = new Certificates();
const OTHERS = Array.from({ length: 11 }, (_, index) => `d${index}.example.net`);
let dns: DnsServer;
let mail: SmtpServer;
let web: Server;
let policy = POLICY;
const state = { XDG_STATE_HOME: join(tree, 'state') };
let peers: string[] = [];

before(async () => {
  const pair = await certificates.pair([HOST, MAIL, ...OTHERS.map((each) => `mta-sts.${each}`)]);
  dns = await startDnsServer(ZONE);
  mail = await startSmtpServer({ tls: pair });
  web = createServer(pair, (_, response) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(policy));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const caFile = join(tree, 'ca.pem');
  writeFileSync(caFile, certificates.ca.join(''));
  mkdirSync(join(tree, 'var/db'), { recursive: true });
  const { port } = web.address() as { port: number };
  peers = ['--root', tree, '--ca-file', caFile, '--connect', `127.0.0.1:${port}`, '--resolver', `127.0.0.1:${dns.endpoint.port}`, '--smtp-port', String(mail.endpoint.port), '--allow-private'];
});
beforeEach(() => {
  policy = POLICY;
  dns.zone = ZONE;
});
after(() => {
  dns.close();
  mail.close();
  web.closeAllConnections();
  web.close();
  certificates.remove();
  rmSync(tree, { recursive: true });
});

const check = (...argv: string[]) => runMain(['check', ...peers, ...argv], state);

test('a domain of others needs no configuration', async () => {
  const { exit, stdout, stderr } = await check(DOMAIN);
  assert.deepEqual([exit, stderr], [0, ''], stdout);
  assert.match(stdout, /^example\.com: a policy \(enforce\) is served at 127\.0\.0\.1:\d+; 1 of 1 mail host addresses show a certificate that fits$/m);
  assert.equal((await check()).exit, 1, 'without a domain the configuration is missed');
  assert.equal((await check('-q', 'EXAMPLE.com.')).stdout, '');
});

test('the mail host is visited politely', () => {
  assert.deepEqual(mail.said.slice(0, 3).map((line) => line.split(' ')[0]), ['EHLO', 'STARTTLS', '(TLS)']);
  assert.equal(mail.said[2], '(TLS) QUIT');
});

test('a configured domain: the step that is next, in the order of the RFC', async () => {
  const file = join(tree, 'stsctl.conf');
  writeFileSync(file, `[policy]\nmode = testing\nmax_age = 604800\nmx[] = ${MAIL}\n\n[domain ${DOMAIN}]\naddress[] = 127.0.0.1\n`);
  const differs = await check('-f', file);
  assert.match(differs.stdout, /next: first: stsctl -f \S+ --root \S+ apply; once the policy is served, publish: _mta-sts\.example\.com IN TXT/);
  dns.zone = { ...ZONE, [`_mta-sts.${DOMAIN}`]: null };
  assert.match((await check('-f', file)).stdout, /next: first: stsctl -f \S+ --root \S+ apply; once the policy is served, publish at _mta-sts\.example\.com: /);
  policy = POLICY.replace('enforce', 'testing');
  assert.match((await check('-f', file)).stdout, /next: publish at _mta-sts\.example\.com: /);
  dns.zone = ZONE;
  assert.match((await check('-f', file)).stdout, /next: the policy is served; now publish: /);
});

test('JSON', async () => {
  const { version, domains } = JSON.parse((await check('--json', DOMAIN)).stdout) as { version: number; domains: Record<string, unknown>[] };
  assert.equal(version, 1);
  assert.deepEqual(domains.map(({ domain, configured, mode }) => [domain, configured, mode]), [[DOMAIN, false, 'enforce']]);
});

test('Nagios: the four states', async () => {
  const ok = await check('--nagios', DOMAIN);
  assert.deepEqual([ok.exit, ok.stdout], [0, 'MTA-STS OK: 1 domain | domains=1 errors=0;;0 warnings=0;0 days_left=89;14:;0:\n']);
  policy = POLICY.replace('604800', '60');
  assert.deepEqual([(await check('--nagios', DOMAIN)).exit], [1]);
  policy = 'x|y';
  const critical = await check('--nagios', DOMAIN);
  assert.equal(critical.exit, 2);
  assert.equal(critical.stdout.split('|').length, 2, 'one bar alone');
  const unknown = await runMain(['check', '--nagios', '--root', tree], state);
  assert.equal(unknown.exit, 3);
  assert.match(unknown.stdout, /^MTA-STS UNKNOWN: [^\n]*\n$/);
});

test('more than ten domains are a table', async () => {
  const { exit, stdout } = await check(...OTHERS);
  assert.equal(exit, 2);
  const lines = stdout.trim().split('\n');
  assert.match(lines[0] ?? '', /^DOMAIN +RESULT +MODE +ID +DAYS +MX +FINDINGS$/);
  assert.match(lines[1] ?? '', /^d0\.example\.net +error +enforce +- +89 +0\/0 +sts-record-missing/);
  assert.match((await check('--table', DOMAIN)).stdout, /^example\.com +ok +enforce +[0-9a-f]{32} +89 +1\/1 +-$/m);
});

test('a table says what is not known', async () => {
  const { exit, stdout } = await runMain(['check', '--root', tree, '--resolver', '127.0.0.1:9', '--table', DOMAIN], state);
  assert.equal(exit, 2);
  assert.match(stdout, /^example\.com +unknown /m);
});

test('--changed: what is new, what is gone, and otherwise silence', async () => {
  const changed = async () => (await check('--changed', '-q', DOMAIN)).stdout;
  assert.equal(await changed(), '');
  policy = 'x';
  assert.match(await changed(), /error: 127\.0\.0\.1:\d+: the policy is malformed/);
  assert.equal(await changed(), '', 'told once');
  policy = POLICY;
  assert.match(await changed(), /^example\.com: gone: error policy-malformed at 127\.0\.0\.1:\d+$/m);
});

test('control characters of a peer are not printed as such', async () => {
  dns.zone = { ...ZONE, [DOMAIN]: { MX: [[10, '\u001b[2Jx.example.com'], [20, MAIL]] }, [`_mta-sts.${DOMAIN}`]: { TXT: ['v=STSv1; id=\u001b]0;x\u0007;'] } };
  const { stdout } = await check(DOMAIN);
  assert.match(stdout, /\^\[\[2jx\.example\.com/i);
  assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('no resolver: a note, and what is configured is looked at all the same', async () => {
  const file = join(tree, 'stsctl.conf');
  writeFileSync(file, `[policy]\nmode = enforce\nmax_age = 604800\nmx[] = ${MAIL}\n\n[domain ${DOMAIN}]\naddress[] = 127.0.0.1\n`);
  const { exit, stdout } = await check('-f', file, '--resolver', '127.0.0.1:9');
  assert.equal(exit, 0, stdout);
  assert.match(stdout, /^stsctl: note: no resolver answers \(127\.0\.0\.1:9\)/m);
});
