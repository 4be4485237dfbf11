// A set-up made by hand after the tutorial, taken over through the real command line: kept, served, and given back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { TUTORIAL } from '../support/tutorial.ts';

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

let tree: Tree;
before(async () => {
  tree = await makeTree({ throwAwayCa: true });
  tree.write('/etc/stsctl.conf', TUTORIAL);
  tree.write('/etc/httpd.conf', BY_HAND);
  tree.write('/etc/acme-client.conf', HANDLE);
  tree.write('/var/www/mta-sts/mta-sts.txt', 'version: STSv1\nmode: testing\nmx: mail.example.com\nmax_age: 60\n');
});
after(() => tree.remove());

const conf = () => readFileSync(`${tree.root}/etc/httpd.conf`, 'utf8');

test('without --adopt each block is refused with its place', () => {
  const { exit, stderr } = tree.stsctl('plan');
  assert.equal(exit, 1);
  assert.deepEqual(stderr.match(/httpd\.conf:\d+: server/g), ['httpd.conf:1: server', 'httpd.conf:12: server']);
});

test('with it both are kept with one comment each, the policy goes where they look, and it is served', () => {
  const { exit, stderr, stdout } = tree.stsctl('apply', '--adopt');
  assert.equal(exit, 0, stderr);
  assert.match(stdout, /httpd\.conf:12\) is kept: it serves the policy of mta-sts\.example\.com/);
  assert.equal(conf().replaceAll('# stsctl: adopted for mta-sts.example.com\n', ''), BY_HAND);
  assert.equal(tree.stsctl('check').exit, 0);
});

test('the next apply is silent without --adopt, and lint is content', () => {
  const again = tree.stsctl('apply');
  assert.deepEqual([again.exit, again.stdout, again.stderr], [0, '', '']);
  assert.equal(tree.stsctl('lint').stdout, '');
});

test('a kept server that no longer serves is refused, with the reason', () => {
  const before = conf();
  tree.write('/etc/httpd.conf', before.replace('root "/mta-sts"', 'block return 403'));
  const { exit, stderr } = tree.stsctl('plan');
  assert.equal(exit, 1);
  assert.match(stderr, /httpd\.conf:14: server "mta-sts\.example\.com" was not written by stsctl: location "\/\.well-known\/mta-sts\.txt" inherits or has a block/);
  tree.write('/etc/httpd.conf', before);
});

test('rollback gives the hand-made files back', () => {
  assert.equal(tree.stsctl('rollback').exit, 0);
  assert.equal(conf(), BY_HAND);
  assert.match(readFileSync(`${tree.root}/var/www/mta-sts/mta-sts.txt`, 'utf8'), /^max_age: 60$/m);
});
