// mode, mx, retire and status through the command line, over weeks, with real peers on the loopback interface.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { runMain } from '../support/run-main.ts';
import { reportJson } from '../support/reports.ts';
import { DOMAIN, LifePeers, MX1, MX2 } from './_life-peers.ts';

const CONF = `; ours\r\n[reports]\r\ncount_unproved = yes\r\n\r\n[policy]\r\nmode    = testing ; for now\r\nmax_age = 86400\r\nmx      = ${MX1}\r\ntlsrpt[] = mailto:reports@example.com\r\n\r\n[domain ${DOMAIN}]\r\naddress[] = 127.0.0.1\r\n`;

let peers: LifePeers;
afterEach(() => peers.end());

/** What the journal of the last run says. */
function lastPlan(): string {
  const journals = 'var/db/stsctl/journal';
  return peers.read(`${journals}/${readdirSync(join(peers.tree, journals)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? ''}/plan.json`);
}

/** In testing, published, and through every cache. */
async function inTesting(): Promise<void> {
  peers = await new LifePeers().start(CONF);
  assert.equal((await peers.apply()).exit, 0);
  assert.equal((await peers.run('mode', 'testing', DOMAIN)).exit, 2);
  peers.publish();
  const through = await peers.run('mode', 'testing', DOMAIN);
  assert.deepEqual([through.exit, through.stderr], [0, ''], 'a first record takes the place of none');
  peers.pass(2);
}

/** Three senders, a report a day. */
async function addReports(days: number): Promise<void> {
  const inbox = join(peers.tree, 'inbox');
  mkdirSync(inbox);
  for (let ago = 2; ago < days + 2; ago += 1) {
    const day = new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    for (const organization of ['A', 'B', 'C']) writeFileSync(join(inbox, `${day}-${organization}.json`), JSON.stringify(reportJson({ day, organization, id: `${organization}${day}` })));
  }
  assert.equal((await runMain(['reports', 'add', '-q', '--root', peers.tree, inbox])).exit, 0);
}

test('mode: from testing to enforce when the evidence is there, and back by a rollback', async () => {
  await inTesting();
  const early = await peers.run('mode', '--ramp', 'enforce', DOMAIN);
  assert.equal(early.exit, 2);
  assert.match(early.stdout, /not yet: reports: 0 of 14 days.*\n.*\n {2}missing: reports: 0 of 14 days/);
  assert.equal(peers.read('etc/stsctl.conf'), CONF, 'nothing was changed');
  peers.pass(20);
  await addReports(14);
  assert.match((await peers.run('mode', '--auto', DOMAIN)).stdout, /the next step is mode enforce with max_age 86400\n {2}next: stsctl --root \S+ mode --ramp enforce example\.com\n/);

  const rehearsed = await peers.run('mode', '--ramp', 'enforce', '-n', DOMAIN);
  assert.deepEqual([rehearsed.exit, peers.read('etc/stsctl.conf')], [2, CONF]);
  assert.match(rehearsed.stdout, /^-mode {4}= testing ; for now\^M\n\+mode {4}= enforce ; for now\^M$/m);

  const served = peers.policy;
  const stricter = await peers.run('mode', '--ramp', 'enforce', DOMAIN);
  assert.match(stricter.stdout, /is served, its record is not published\n {2}next: publish: _mta-sts\.example\.com\. IN TXT/);
  assert.equal(peers.read('etc/stsctl.conf'), CONF.replace('testing', 'enforce'));
  assert.equal(peers.policy, served?.replace('testing', 'enforce'));

  assert.equal((await runMain(['rollback', '-q', '--root', peers.tree])).exit, 0);
  assert.deepEqual([peers.read('etc/stsctl.conf'), peers.policy], [CONF, served]);
});

test('mode: enforce is refused while a mail host would lose mail, --force says so in the journal', async () => {
  await inTesting();
  peers.pass(20);
  await addReports(14);
  peers.mx(MX1, MX2);
  const refused = await peers.run('mode', 'enforce', DOMAIN);
  assert.match(refused.stdout, /missing: the policy does not name mx2\.example\.com/);
  assert.match(refused.stdout, /missing: check: .*mx2\.example\.com/);
  assert.equal(peers.read('etc/stsctl.conf'), CONF);
  const forced = await peers.run('mode', '--force', 'enforce', DOMAIN);
  assert.match(forced.stdout, /stsctl mode enforce example\.com --force, although the policy does not name mx2\.example\.com/);
  assert.equal(peers.read('etc/stsctl.conf'), CONF.replace('testing', 'enforce'));
  assert.match((await peers.run('mode', 'none', DOMAIN)).stdout, /its record is not published/, 'back is never refused');
});

test('another mail host, and the end: each step when its time has come, resumed after days', async () => {
  await inTesting();
  await peers.run('mode', '--force', 'enforce', DOMAIN);
  peers.publish();
  await peers.run('status');
  peers.pass(2);

  const step = async (expected: RegExp, ...argv: string[]) => assert.match((await peers.run(...argv)).stdout, expected, argv.join(' '));
  await step(/its record is not published/, 'mx', 'add', MX2);
  assert.match(peers.read('etc/stsctl.conf'), /\r\nmx\[\] {4}= mx1\.example\.com\r\nmx\[\] {4}= mx2\.example\.com\r\n/);
  peers.publish();
  await step(/waits: until /, 'mx', 'add', MX2);
  peers.pass(1.5);
  await step(/may hold the policy in mode enforce.*\n {2}waits: then mx2/, 'mx', 'add', MX2);
  await step(/^ {2}mx add mx2\.example\.com: a sender may hold.*\n {4}in \d+ hours: /m, 'status');
  peers.pass(1);
  await step(/it may be put into the MX records/, 'mx', 'add', MX2);
  peers.mx(MX1, MX2);
  assert.equal((await peers.run('mx', 'add', MX2)).exit, 0);

  await step(/take mx1\.example\.com out of the MX records/, 'mx', 'remove', MX1);
  peers.mx(MX2);
  await step(/waits: until/, 'mx', 'remove', MX1);
  peers.pass(2);
  await step(/its record is not published/, 'mx', 'remove', MX1);
  assert.doesNotMatch(peers.policy ?? '', /mx1/);
  peers.publish();
  await step(/mx remove mx1\.example\.com: resolvers may still show/, 'status');
  peers.pass(3);
  assert.equal((await peers.run('mx', 'remove', MX1)).exit, 0);
  assert.match((await peers.run('mx', 'remove', MX1)).stdout, /^no policy has mx1\.example\.com$/m);

  await step(/its record is not published/, 'retire', DOMAIN);
  peers.publish();
  await step(/leave --now out/, 'retire', '--now', DOMAIN);
  peers.pass(3);
  await step(/take away: _mta-sts\.example\.com TXT/, 'retire', DOMAIN);
  peers.publish(null);
  await step(/waits: until/, 'retire', DOMAIN);
  peers.pass(2);
  await step(/^ {2}retire: nobody asks for the policy of example\.com any more$/m, 'status');
  const last = await peers.run('retire', DOMAIN);
  assert.equal(last.exit, 0, last.stderr);
  assert.match(peers.read('etc/stsctl.conf'), /^; ours\r\n\[reports\]\r\n.+\r\n\r\n\[policy\]\r\n(?:.+\r\n)+\r\n$/);
  assert.deepEqual([peers.policy, peers.read('etc/httpd.conf').trim()], [null, '']);
  assert.doesNotMatch(peers.read('etc/acme-client.conf'), /mta-sts/);
  const ledger = peers.read('var/db/stsctl/ledger').trim().split('\n').map((line) => JSON.parse(line) as { event: string });
  assert.equal(ledger.filter(({ event }) => event === 'gone').length, 1);
});

test('what waits in stsctl.conf and would lose mail goes no way round the gate', async () => {
  await inTesting();
  const text = (own: string, other: string) => `${CONF}${own}\r\n[domain other.example]\r\nmax_age = 99999\r\n${other}`;
  const other = 'var/www/mta-sts/other.example/mta-sts.txt';
  writeFileSync(peers.conf, text('', ''));
  assert.equal((await peers.apply()).exit, 0);
  writeFileSync(peers.conf, text('', 'mode = enforce\r\n'));
  peers.change({ 'other.example': { MX: [[10, 'old.other.example']] } });
  const status = await peers.run('status');
  assert.match(status.stdout, /^drift: 0 steps, and held back since mail would be lost: other\.example; see: stsctl plan$/m);
  assert.deepEqual((JSON.parse((await peers.run('status', '--json')).stdout) as { heldBack: string[] }).heldBack, ['other.example']);
  const gone = await peers.run('mode', 'none', DOMAIN);
  assert.match(gone.stderr, /^stsctl: other\.example is held back, since mail would be lost: .*old\.other\.example.*\nunchanged: everything of other\.example on this host\nnext: .*; then: stsctl --root \S+ apply; or all the same: stsctl --root \S+ apply --force$/m);
  assert.match(gone.stdout, /example\.com is served, its record is not published/);
  assert.match(peers.read(other), /mode: testing/);

  writeFileSync(peers.conf, text('mode = enforce\r\n', ''));
  peers.mx(MX1, 'old.example.com');
  const served = peers.policy;
  const refused = await peers.run('mode', 'enforce', DOMAIN);
  assert.match(refused.stderr, /^stsctl: example\.com is held back, since mail would be lost: .*old\.example\.com.*\nunchanged: everything of example\.com on this host\nnext: .*; then: stsctl --root \S+ mode enforce example\.com; or all the same: stsctl --root \S+ mode enforce example\.com --force$/m);
  assert.deepEqual([refused.exit, peers.policy], [1, served]);
  const forced = await peers.run('mode', '--force', 'enforce', DOMAIN);
  assert.match(forced.stdout, /^note: forced: example\.com is published though no mx of the policy matches the MX host old\.example\.com/m);
  assert.match(peers.policy ?? '', /mode: enforce/);
});

test('mx add: what would lose mail is refused, --force goes on and the journal says so', async () => {
  await inTesting();
  await peers.run('mode', '--force', 'enforce', DOMAIN);
  peers.mx(MX1, 'old.example.com');
  const served = peers.policy;
  const refused = await peers.run('mx', 'add', MX2);
  assert.match(refused.stderr, /^stsctl: example\.com is held back, since mail would be lost: .*old\.example\.com.*\n.*\nnext: .*; then: stsctl --root \S+ mx add mx2\.example\.com; or all the same: stsctl --root \S+ mx add mx2\.example\.com --force$/m);
  assert.deepEqual([refused.exit, peers.policy], [1, served]);
  const forced = await peers.run('mx', 'add', '--force', MX2);
  assert.match(forced.stdout, /^note: forced: example\.com is published though no mx of the policy matches the MX host old\.example\.com/m);
  assert.match(forced.stdout, /^ {4}stsctl mx add --force mx2\.example\.com$/m);
  assert.match(peers.policy ?? '', /mx: mx2\.example\.com/);
  assert.match(lastPlan(), /forced: example\.com is published though/);
});

test('rollback: a policy that would lose mail by now does not come back unless it is forced', async () => {
  await inTesting();
  await peers.run('mode', '--force', 'enforce', DOMAIN);
  await peers.run('mx', 'add', MX2);
  peers.mx(MX1, MX2);
  const [served, conf] = [peers.policy, peers.read('etc/stsctl.conf')];
  const rollback = (...argv: string[]) => runMain(['rollback', '--root', peers.tree, ...argv]);
  const refused = await rollback('--resolver', peers.resolver);
  assert.match(refused.stderr, /^stsctl: example\.com is held back, since mail would be lost: .*mx2\.example\.com.*; a rollback would publish it again\nunchanged: everything of example\.com on this host\nnext: .*; then: stsctl --root \S+ rollback \d{8}T\d{6}Z(?:-\d)?; or all the same: stsctl --root \S+ rollback --force \d{8}T\d{6}Z(?:-\d)?$/m);
  assert.deepEqual([refused.exit, peers.policy, peers.read('etc/stsctl.conf')], [1, served, conf]);
  const forced = await rollback('--force', '--resolver', peers.resolver);
  assert.equal(forced.exit, 0, forced.stderr);
  assert.match(forced.stdout, /^note: forced: example\.com is published though .*mx2\.example\.com/m);
  assert.doesNotMatch(peers.policy ?? '', /mx2/);
  assert.match(lastPlan(), /forced: example\.com is published though/);
  peers.mx(MX1);
  assert.equal((await rollback('-n', '--resolver', peers.resolver)).exit, 2, 'one that binds senders less is never held back');
});

test('retire --revoke: in a tree without acme-client it is left to be run on the host', async () => {
  peers = await new LifePeers().start(CONF.replace('testing', 'none'));
  await peers.apply();
  peers.publish();
  await peers.run('retire', DOMAIN);
  peers.publish(null);
  await peers.run('retire', DOMAIN);
  peers.pass(3);
  for (const path of ['etc/ssl/private', 'etc/ssl']) mkdirSync(join(peers.tree, path), { recursive: true });
  writeFileSync(join(peers.tree, `etc/ssl/mta-sts.${DOMAIN}.fullchain.pem`), 'x');
  const last = await peers.run('-n', 'retire', '--revoke', DOMAIN);
  assert.match(last.stdout, /^left to run on the host.*\n(?: .*\n)* +acme-client -r -v mta-sts\.example\.com$/m);
});

test('status as JSON, and without a trace with -n', async () => {
  peers = await new LifePeers().start(CONF);
  await peers.apply();
  const { domains, drift } = JSON.parse((await peers.run('status', '-n', '--json')).stdout) as { drift: number; domains: Record<string, unknown>[] };
  assert.equal(drift, 0);
  assert.deepEqual(domains.map(({ domain, mode, isServed, certificateDays }) => [domain, mode, isServed, certificateDays]), [[DOMAIN, 'testing', true, 1999]]);
  assert.equal(peers.read('var/db/stsctl/ledger'), '');
});

test('what is not taken', async () => {
  peers = await new LifePeers().start(CONF);
  for (const [argv, message] of [
    [['mode'], /mode needs a mode and a domain/],
    [['mode', 'strict', DOMAIN], /mode is "strict"; use testing, enforce or none/],
    [['mode', '--auto', 'enforce', DOMAIN], /--auto takes a domain alone/],
    [['mode', '--ramp', 'none', DOMAIN], /--ramp raises max_age in mode enforce/],
    [['mode', 'enforce', 'other.example'], /there is no \[domain other\.example\]/],
    [['mx', 'add'], /an operand is missing/],
    [['mx', 'add', '192.0.2.1'], /is an IP address/],
    [['retire'], /an operand is missing/],
    [['mx'], /mx needs one of add, remove/],
  ] as const) {
    const { exit, stderr } = await peers.run(...argv);
    assert.equal(exit, 1, argv.join(' '));
    assert.match(stderr, message);
  }
  const elsewhere = join(peers.tree, 'etc/other.conf');
  writeFileSync(elsewhere, CONF);
  assert.match((await peers.run('-f', elsewhere, 'mode', 'none', DOMAIN)).stderr, /is edited only where it is called stsctl\.conf/);
});
