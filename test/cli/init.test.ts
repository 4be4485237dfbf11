// stsctl init through the real command line on a tree: shown, written once, adopted, never asking without a terminal.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, test } from 'node:test';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { stsctl } from '../support/stsctl.ts';

const BY_HAND = readFileSync(new URL('../fixtures/openbsd/httpd/configs/mta-sts.conf', import.meta.url), 'utf8');
const HANDLE = `authority letsencrypt {
	api url "https://acme-v02.api.letsencrypt.org/directory"
	account key "/etc/acme/letsencrypt-privkey.pem"
}
domain mta-sts.example.com {
	domain key "/etc/ssl/private/mta-sts.example.com.key" ecdsa
	domain full chain certificate "/etc/ssl/mta-sts.example.com.fullchain.pem"
	sign with letsencrypt
}
`;
const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 86400\r\n';
/** Nobody answers there: the proposal rests on the host alone. */
const NO_DNS = ['--resolver', '127.0.0.1:9'];

let tree: Tree;
beforeEach(async () => (tree = await makeTree({ throwAwayCa: true })));
afterEach(() => tree.remove());

const init = (...argv: string[]) => tree.stsctl('init', ...NO_DNS, ...argv);
const conf = () => `${tree.root}/etc/stsctl.conf`;

test('from nothing: shown, written 0644 whatever the umask, and plan reads it; a second init changes nothing', () => {
  tree.write('/etc/myname', 'mail.example.com\n');
  const shown = init('-n');
  assert.deepEqual([shown.exit, existsSync(conf())], [2, false]);
  const { exit, stdout, stderr } = init('--address', '203.0.113.1');
  assert.equal(exit, 0, stderr);
  const [, next = ''] = /^wrote \S+\/etc\/stsctl\.conf; next: stsctl (.*)\n$/.exec(stderr) ?? [];
  assert.equal(next, `--root ${tree.root} plan`);
  assert.equal(readFileSync(conf(), 'utf8'), stdout);
  assert.equal(statSync(conf()).mode & 0o777, 0o644);
  assert.equal(stsctl(next.split(' ')).exit, 2, 'what it says comes next does');
  const again = init('example.net', '--mx', 'mx.example.net');
  assert.equal(again.exit, 1);
  assert.match(again.stderr, /there is a configuration already/);
  assert.equal(readFileSync(conf(), 'utf8'), stdout);
});

test('what is missing is told with the flag that says it, and nothing is written or asked', () => {
  for (const [argv, said] of [[[], /name it: stsctl --root \S+ init example\.com/], [['example.com'], /name it: stsctl --root \S+ init example\.com --mx mail\.example\.com$/m], [['--from-tutorial'], /nothing to adopt/], [['exa mple'], /holds a blank/], [['example.com', '--mode', 'enforced'], /use testing, enforce or none/], [['example.com', '--mx', '203.0.113.1'], /is an IP address/]] as const) {
    const { exit, stderr } = init(...argv);
    assert.equal(exit, 1, stderr);
    assert.match(stderr, said);
    assert.ok(!existsSync(conf()));
  }
});

test('--from-tutorial and apply --adopt: the policy is served as it was, and stays so', () => {
  tree.write('/etc/httpd.conf', BY_HAND);
  tree.write('/etc/acme-client.conf', HANDLE);
  tree.write('/var/www/mta-sts/mta-sts.txt', POLICY);
  assert.match(init('-n', '--mx', 'mail.example.com').stderr, /made by hand is there; to take over its policy: stsctl --root \S+ init --from-tutorial/);
  const { exit, stderr } = init('--from-tutorial', '--address', '203.0.113.1');
  assert.equal(exit, 0, stderr);
  assert.match(stderr, /next: stsctl --root \S+ plan --adopt/);
  const plan = tree.stsctl('plan', '--adopt');
  assert.doesNotMatch(plan.stdout, /mta-sts\.txt \(/, 'the policy file is not among what changes');
  const applied = tree.stsctl('apply', '--adopt');
  assert.equal(applied.exit, 0, applied.stderr);
  assert.equal(readFileSync(`${tree.root}/var/www/mta-sts/mta-sts.txt`, 'latin1'), POLICY);
  assert.equal(readFileSync(`${tree.root}/etc/httpd.conf`, 'utf8').replaceAll('# stsctl: adopted for mta-sts.example.com\n', ''), BY_HAND);
  assert.equal(tree.stsctl('plan').exit, 0);
});

test('--json: the file, its text and where each value is from', () => {
  const { stdout } = init('-n', '--json', 'example.com', '--mx', 'mx.example.com');
  const { file, text, proposal } = JSON.parse(stdout) as { file: string; text: string; proposal: { domains: { mx: { from: string } }[] } };
  assert.deepEqual([file, proposal.domains[0]?.mx.from], [conf(), 'as you said']);
  assert.match(text, /^mx\[\] = mx\.example\.com ; as you said$/m);
});
