// Others on the host who would have root write for them (docs/SECURITY.md).
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, linkSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { makeTree, type Tree } from '../support/openbsd-like.ts';
import { REPOSITORY, STSCTL } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const SITE = readFileSync(join(REPOSITORY, 'test/fixtures/existing/04-site-with-tls.conf'), 'utf8');
/** www of OpenBSD. */
const WWW = 67;
const POLICY = '/var/www/mta-sts/mta-sts.txt';

/** Has every name in the policy's directory lead to the file that is to be overwritten, as fast as it can. */
const SWAPPER = `
const fs = require('node:fs');
const [directory, victim] = process.argv.slice(1);
const ways = [fs.symlinkSync, fs.linkSync];
process.stdout.write('ready\\n');
for (let turn = 0; ; turn += 1) {
  try {
    const names = fs.readdirSync(directory).filter((name) => name.includes('mta-sts.txt'));
    for (const name of [...names, 'mta-sts.txt']) {
      try { fs.unlinkSync(directory + '/' + name); } catch {}
      try { ways[turn % 2](victim, directory + '/' + name); } catch {}
    }
  } catch {}
}`;

describe('others on the host', { skip: process.getuid?.() === 0 ? false : 'needs root: sudo npm test' }, () => {
  let tree: Tree;
  before(async () => {
    tree = await makeTree({ throwAwayCa: true });
    chmodSync(tree.root, 0o711);
  });
  beforeEach(() => {
    tree.run('/usr/sbin/rcctl', 'stop', 'httpd');
    for (const path of ['/var/www/mta-sts', '/var/db/stsctl', '/etc/acme-client.conf', '/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/private/mta-sts.example.com.key']) rmSync(tree.root + path, { recursive: true, force: true });
    chownSync(`${tree.root}/var/www`, 0, 0);
    tree.write('/etc/httpd.conf', SITE);
    tree.write('/etc/stsctl.conf', TUTORIAL);
  });
  after(() => tree.remove());

  test('a directory on the way belongs to another user: refused, nothing is written', () => {
    chownSync(`${tree.root}/var/www`, WWW, WWW);
    const { exit, stderr } = tree.stsctl('apply');
    assert.equal(exit, 1);
    assert.match(stderr, /\/var\/www: belongs to uid 67/);
    assert.match(stderr, /^next: +chown root \/var\/www/m);
    assert.equal(readFileSync(`${tree.root}/etc/httpd.conf`, 'utf8'), SITE);
    assert.ok(!lstatSync(`${tree.root}/var/www/mta-sts`, { throwIfNoEntry: false }));
  });

  test('whoever has the policy directory swaps what is in it all the time: no other file changes', { timeout: 120_000 }, async () => {
    const directory = `${tree.root}/var/www/mta-sts`;
    const victim = `${tree.root}/etc/master.passwd`;
    mkdirSync(directory);
    chownSync(directory, WWW, WWW);
    writeFileSync(victim, 'secret\n', { mode: 0o600 });
    const { mtimeMs } = statSync(victim);
    const swapper = spawn(process.execPath, ['-e', SWAPPER, directory, victim], { uid: WWW, gid: WWW, stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await new Promise((resolve) => swapper.stdout.once('data', resolve));
      for (const seconds of [86_400, 172_800, 259_200, 345_600]) {
        tree.write('/etc/stsctl.conf', TUTORIAL.replace(/max_age = \d+/, `max_age = ${seconds}`));
        const { exit, stderr } = tree.stsctl('apply');
        assert.ok(exit !== null && exit <= 3, stderr);
        assert.doesNotMatch(stderr, /\n\s+at .*:\d+:\d+/, 'a sentence, no stack');
        assert.doesNotMatch(stderr, /secret/);
      }
    } finally {
      swapper.kill('SIGKILL');
    }
    const found = statSync(victim);
    assert.equal(readFileSync(victim, 'utf8'), 'secret\n');
    assert.deepEqual([found.uid, found.mode & 0o777, found.mtimeMs], [0, 0o600, mtimeMs]);
    rmSync(victim);
  });

  test('another name for httpd.conf keeps what it had: nothing is written into a file that is there', () => {
    linkSync(`${tree.root}/etc/httpd.conf`, `${tree.root}/etc/other-name`);
    assert.equal(tree.stsctl('apply').exit, 0);
    assert.equal(readFileSync(`${tree.root}/etc/other-name`, 'utf8'), SITE);
    assert.notEqual(readFileSync(`${tree.root}/etc/httpd.conf`, 'utf8'), SITE);
    rmSync(`${tree.root}/etc/other-name`);
  });

  test('a link in place of anything that stsctl writes leads it to no other file', () => {
    const journal = '/var/db/stsctl/journal';
    assert.equal(tree.stsctl('apply').exit, 0);
    const [first = ''] = readdirSync(tree.root + journal);
    const own = [...readdirSync(`${tree.root}/var/db/stsctl`).map((name) => `/var/db/stsctl/${name}`), '/var/db/stsctl/lock', '/var/db/stsctl/renewals', `${journal}/${first}/events`, '/etc/httpd.conf', '/etc/acme-client.conf', POLICY];
    const victim = `${tree.root}/victim`;
    for (const [index, path] of [...new Set(own)].entries()) {
      const [place, aside] = [tree.root + path, `${tree.root}/aside`];
      const isDirectory = lstatSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
      if (isDirectory) mkdirSync(victim);
      else writeFileSync(victim, 'secret\n', { mode: 0o600 });
      if (lstatSync(place, { throwIfNoEntry: false })) renameSync(place, aside);
      symlinkSync(victim, place);
      tree.write('/etc/stsctl.conf', TUTORIAL.replace(/max_age = \d+/, `max_age = ${86_400 + index}`));
      const commands = path.endsWith('/renewals') ? ['renew'] : path.startsWith(journal) ? ['apply', 'rollback'] : ['apply'];
      const said = commands.map((command) => tree.stsctl(command)).map(({ stdout, stderr }) => stdout + stderr).join('');
      assert.doesNotMatch(said, /\n\s+at .*:\d+:\d+|secret/, `${path}: a sentence, and nothing of the other file`);
      if (isDirectory) assert.deepEqual(readdirSync(victim), [], path);
      else assert.deepEqual([readFileSync(victim, 'utf8'), statSync(victim).mode & 0o777], ['secret\n', 0o600], path);
      for (const each of [place, victim]) rmSync(each, { recursive: true, force: true });
      if (lstatSync(aside, { throwIfNoEntry: false })) renameSync(aside, place);
    }
  });

  test('private keys are neither journalled nor printed', () => {
    const { exit, stdout, stderr } = tree.stsctl('apply', '-v');
    assert.equal(exit, 0, stderr);
    const key = readFileSync(`${tree.root}/etc/ssl/private/mta-sts.example.com.key`, 'utf8');
    const secret = key.split('\n')[1] ?? '';
    assert.ok(secret.length > 40);
    const journals = `${tree.root}/var/db/stsctl`;
    const files = readdirSync(journals, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    assert.ok(files.length > 2, 'there is a journal');
    for (const each of files) assert.ok(!readFileSync(join(each.parentPath, each.name), 'utf8').includes(secret), each.name);
    assert.ok(!(stdout + stderr).includes(secret));
  });

  test('the environment and the umask of the caller reach neither programs nor files', () => {
    const mine = join(tree.root, 'tmp/mine');
    mkdirSync(mine, { recursive: true });
    for (const name of ['httpd', 'rcctl', 'acme-client', 'crontab', 'openssl', 'sh', 'node']) writeFileSync(`${mine}/${name}`, `#!/bin/sh\necho ${name} >> ${mine}/ran\n`, { mode: 0o755 });
    const crontab = `${tree.root}/usr/bin/crontab`;
    const real = readFileSync(crontab, 'utf8');
    writeFileSync(crontab, real.replace('\n', `\nenv > ${mine}/environment\n`), { mode: 0o755 });
    try {
      const env = { PATH: mine, LC_ALL: 'tr_TR.UTF-8', LD_LIBRARY_PATH: mine, OPENSSL_CONF: `${mine}/openssl.cnf`, SECRET: 'hidden', TMPDIR: mine, IFS: 'x', ENV: `${mine}/env`, HOME: mine };
      const [command = '', ...rest] = tree.argv('apply');
      const ran = spawnSync('/bin/sh', ['-c', 'umask 000; exec "$0" "$@"', process.execPath, STSCTL, command, ...rest], { env, encoding: 'utf8', timeout: 120_000 });
      assert.equal(ran.status, 0, ran.stderr);
      assert.ok(!lstatSync(`${mine}/ran`, { throwIfNoEntry: false }), 'only programs of the base system run');
      assert.doesNotMatch(readFileSync(`${mine}/environment`, 'utf8'), /SECRET|LD_LIBRARY_PATH|OPENSSL_CONF|TMPDIR|tr_TR|mine$/m);
      for (const [path, mode] of [['/etc/httpd.conf', 0o644], [POLICY, 0o644], ['/var/www/mta-sts', 0o755]] as const) assert.equal(statSync(tree.root + path).mode & 0o7777, mode, path);
      for (const path of ['/var/db/stsctl', '/etc/ssl/private']) assert.equal(statSync(tree.root + path).mode & 0o022, 0, path);
    } finally {
      writeFileSync(crontab, real, { mode: 0o755 });
      rmSync(mine, { recursive: true });
    }
  });
});
