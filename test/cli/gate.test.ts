// plan and apply ask DNS before they publish: what would lose mail is held back, the rest goes on.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { startDnsServer, type DnsServer, type Zone } from '../support/dns-server.ts';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { runMain } from '../support/run-main.ts';

const GOOD: Zone = { 'example.com': { MX: [[10, 'mail.example.com']] }, 'example.org': { MX: [[10, 'mail.example.com']] } };
const BAD: Zone = { ...GOOD, 'example.org': { MX: [[10, 'mail.example.com'], [20, 'old.example.org']] } };
const CONFIG = (mode: string) => `[policy]\nmode = ${mode}\nmax_age = 604800\nmx[] = mail.example.com\n\n[domain example.com]\n\n[domain example.org]\nmax_age = 99999\n\n[acme]\nurl = https://ca.example/dir\nauthority = test-ca\nkey_type = ecdsa\n`;
/** `file` is the saved plan. */
const refusal = (file = '') => new RegExp(String.raw`^stsctl: example\.org is held back, since mail would be lost: no mx of the policy matches the MX host old\.example\.org: senders do not deliver to it \(RFC 8461 4\.1\)\nunchanged: everything of example\.org on this host\nnext: {6}.*then: stsctl (?:--root \S+ )?apply${file}; or all the same: stsctl (?:--root \S+ )?apply${file} --force$`, 'm');

let dns: DnsServer;
let tree: Tree;
before(async () => {
  dns = await startDnsServer(GOOD);
});
beforeEach(async () => {
  dns.zone = BAD;
  dns.questions.length = 0;
  tree = await makeTree({ throwAwayCa: true });
  tree.write('/etc/stsctl.conf', CONFIG('enforce'));
});
after(() => dns.close());

const asked = (command: string, ...argv: string[]) => runMain([...tree.argv(command), '--resolver', `127.0.0.1:${dns.endpoint.port}`, ...argv]);
const policy = (path: string) => join(tree.root, 'var/www/mta-sts', path);

test('the domain that would lose mail is held back, the other is served', async (t) => {
  t.after(() => tree.remove());
  const saved = join(tree.root, 'saved.plan');
  const planned = await asked('plan', '--out', saved);
  assert.equal(planned.exit, 2);
  assert.match(planned.stderr, refusal());
  assert.doesNotMatch(planned.stdout, /mta-sts\.example\.org/);
  const { held } = JSON.parse((await asked('plan', '--json')).stdout) as { held: Record<string, string>[] };
  assert.deepEqual(held.map(({ domain, code }) => [domain, code]), [['example.org', 'policy-loses-mail']]);
  assert.match(held[0]?.['message'] ?? '', /^example\.org is held back/);
  const applied = await asked('apply', saved);
  assert.equal(applied.exit, 2, 'what a saved plan left out is left out');
  assert.match(applied.stderr, refusal());
  assert.match(applied.stdout, /^example\.com: the policy is served; now publish: _mta-sts\.example\.com\. IN TXT "v=STSv1; id=[0-9a-f]+;"$/m);
  assert.doesNotMatch(applied.stdout, /^example\.org: /m);
  assert.ok(existsSync(policy('mta-sts.txt')) && !existsSync(policy('example.org')));
  const again = await asked('apply', '-q');
  assert.deepEqual([again.exit, refusal().test(again.stderr)], [1, true], 'nothing else is left to do');
  dns.zone = GOOD;
  const mended = await asked('apply', '-q');
  assert.deepEqual([mended.exit, mended.stdout, mended.stderr.match(/held/)], [0, '', null], mended.stderr);
  dns.questions.length = 0;
  assert.equal((await asked('plan')).exit, 0);
  assert.deepEqual(dns.questions, [], 'a plan without changes asks nobody');
});

test('--force goes on, and the journal has it', async (t) => {
  t.after(() => tree.remove());
  const applied = await asked('apply', '--force');
  assert.equal(applied.exit, 0, applied.stderr);
  assert.ok(existsSync(policy('example.org/mta-sts.txt')));
  const journals = join(tree.root, 'var/db/stsctl/journal');
  const [id = ''] = readdirSync(journals);
  assert.match(readFileSync(join(journals, id, 'plan.json'), 'utf8'), /"forced: example\.org is published though no mx of the policy matches the MX host old\.example\.org/);
});

test('a step from testing to enforce, and a saved plan that has become harmful', async (t) => {
  t.after(() => tree.remove());
  tree.write('/etc/stsctl.conf', CONFIG('testing'));
  assert.equal((await asked('apply', '-q')).exit, 0);
  tree.write('/etc/stsctl.conf', CONFIG('enforce'));
  const file = join(tree.root, 'saved.plan');
  dns.zone = GOOD;
  assert.equal((await asked('plan', '--out', file, '-q')).exit, 2);
  dns.zone = BAD;
  const refused = await asked('apply', '-q', file);
  assert.deepEqual([refused.exit, refusal(` ${file}`).test(refused.stderr)], [1, true]);
  assert.match(readFileSync(policy('mta-sts.txt'), 'latin1'), /mode: testing/, 'all of it or nothing');
  assert.equal((await asked('apply', '-q')).exit, 2);
  assert.match(readFileSync(policy('mta-sts.txt'), 'latin1'), /mode: enforce/);
  assert.match(readFileSync(policy('example.org/mta-sts.txt'), 'latin1'), /mode: testing/);
});

test('without a resolver it is said once, and everything goes on', async (t) => {
  t.after(() => tree.remove());
  const { exit, stdout } = await runMain([...tree.argv('plan'), '--resolver', '127.0.0.1:9']);
  assert.equal(exit, 2);
  assert.equal(stdout.split('no resolver answers: whether the policies fit the MX hosts is not known').length, 2);
});
