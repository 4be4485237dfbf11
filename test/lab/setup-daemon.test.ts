// setup-daemon on an OpenBSD-like tree, through the command line: shown, done, undone, taken away.
import assert from 'node:assert/strict';
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { installBaseSystem } from '../openbsd/install.ts';
import { installRcPrograms } from '../openbsd/rc.d/install.ts';
import { freePorts } from '../support/free-ports.ts';
import { hasRcPrograms, removeRcTree } from '../support/rc-tree.ts';
import { stsctl } from '../support/stsctl.ts';

describe('setup-daemon', { skip: hasRcPrograms ? false : 'needs mksh, pgrep and pkill: as root, npm test installs them' }, () => {
  let [root, port] = ['', 0];
  const script = () => `${root}/etc/rc.d/stsctld`;
  const run = (...argv: string[]) => stsctl(['--root', root, ...argv]);
  const read = (path: string) => (existsSync(root + path) ? readFileSync(root + path, 'utf8') : null);
  const state = () => ({ script: read('/etc/rc.d/stsctld'), passwd: read('/etc/passwd'), group: read('/etc/group'), rc: read('/etc/rc.conf.local') });
  const isWatching = () => fetch(`http://127.0.0.1:${port}/healthz`).then(({ status }) => status === 200, () => false);
  /** Of this rehearsal alone. rcctl(8) takes a daemon's flags away when it is disabled. */
  const giveFlags = () => writeFileSync(`${root}/etc/rc.conf.local`, `stsctld_flags=--allow-root --root ${root}\n`);
  let untouched: ReturnType<typeof state>;

  before(async () => {
    root = mkdtempSync('/tmp/stsctl-setup-');
    [port = 0] = await freePorts(1);
    installBaseSystem(root);
    installRcPrograms(root);
    writeFileSync(`${root}/etc/stsctl.conf`, `[policy]\nmode = testing\nmx[] = mail.example.com\n[domain example.com]\n[watch]\nlisten = 127.0.0.1:${port}\n`);
    giveFlags();
    untouched = state();
  });
  after(() => removeRcTree(root));

  test('-n shows every step and the whole script, and does nothing', async () => {
    const { exit, stdout } = run('-n', 'setup-daemon');
    assert.equal(exit, 2);
    for (const line of ['useradd -d /var/empty -g =uid -L daemon -s /sbin/nologin _stsctl', 'create /etc/rc.d/stsctld (root:wheel 0555)', '+daemon_user="_stsctl"', 'rcctl enable stsctld', 'rcctl start stsctld']) assert.ok(stdout.includes(line), line);
    assert.deepEqual(state(), untouched);
    assert.equal(await isWatching(), false);
  });

  test('a configuration that is not valid is refused before anything is done', () => {
    const conf = read('/etc/stsctl.conf') ?? '';
    appendFileSync(`${root}/etc/stsctl.conf`, 'interval = 1\n');
    assert.match(run('setup-daemon').stderr, /interval is "1"; give whole seconds, 300 to 86400/);
    writeFileSync(`${root}/etc/stsctl.conf`, conf.replace(`127.0.0.1:${port}`, `0.0.0.0:${port}`));
    assert.match(run('setup-daemon').stderr, /is reached by other machines/);
    writeFileSync(`${root}/etc/stsctl.conf`, conf);
    chmodSync(`${root}/etc/stsctl.conf`, 0o600);
    assert.match(run('setup-daemon').stderr, /can be read by root alone[\s\S]*chmod o\+r/);
    chmodSync(`${root}/etc/stsctl.conf`, 0o644);
    assert.deepEqual(state(), untouched);
  });

  test('a daemon that does not start leaves everything as it was', async () => {
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    const { exit, stderr } = run('-q', 'setup-daemon');
    await new Promise((resolve) => squatter.close(resolve));
    assert.equal(exit, 1, stderr);
    assert.match(stderr, /stsctld does not run after rcctl start|rcctl start stsctld/);
    assert.deepEqual({ ...state(), rc: null }, { ...untouched, rc: null });
    giveFlags();
  });

  test('set up, it runs; set up again, nothing is done or said', async () => {
    const { exit, stderr } = run('setup-daemon');
    assert.equal(exit, 0, stderr);
    assert.equal(statSync(script()).mode & 0o7777, 0o555);
    assert.match(read('/etc/passwd') ?? '', /^_stsctl:.*:\/var\/empty:\/sbin\/nologin$/m);
    assert.ok(read('/var/log/accounts')?.includes('useradd -c stsctl watch daemon -d /var/empty -g =uid -L daemon -s /sbin/nologin _stsctl\n'));
    assert.match(read('/etc/rc.conf.local') ?? '', /^pkg_scripts=stsctld$/m);
    assert.equal(await isWatching(), true);
    assert.deepEqual(run('setup-daemon'), { exit: 0, stdout: '', stderr: '' });
  });

  test('a script that somebody changed is shown as a diff, and the daemon is started by the new one', async () => {
    writeFileSync(script(), `${read('/etc/rc.d/stsctld') ?? ''}# mine\n`);
    const { exit, stdout } = run('setup-daemon');
    assert.equal(exit, 0);
    assert.match(stdout, /rcctl stop stsctld[\s\S]*-# mine[\s\S]*rcctl start stsctld/);
    assert.equal(await isWatching(), true);
  });

  test('rollback takes it back, step by step', async () => {
    assert.equal(run('-q', 'rollback').exit, 0);
    assert.ok(read('/etc/rc.d/stsctld')?.endsWith('# mine\n'));
    assert.equal(await isWatching(), true);
    assert.match(run('-q', 'rollback').stderr, /a rollback would lose that change/);
    writeFileSync(script(), read('/etc/rc.d/stsctld')?.replace('# mine\n', '') ?? '');
    const { exit, stderr } = run('rollback');
    assert.equal(exit, 0, stderr);
    assert.deepEqual({ ...state(), rc: null }, { ...untouched, rc: null });
    assert.equal(await isWatching(), false);
  });

  test('--remove takes away what is there, leaves what was seen, and can be undone', async () => {
    giveFlags();
    assert.equal(run('-q', 'setup-daemon').exit, 0);
    const { exit, stdout, stderr } = run('setup-daemon', '--remove');
    assert.equal(exit, 0, stderr);
    assert.match(stdout, /rcctl stop stsctld[\s\S]*rcctl disable stsctld[\s\S]*remove \/etc\/rc\.d\/stsctld[\s\S]*userdel _stsctl, groupdel _stsctl[\s\S]*note: what was seen stays in \/var\/db\/stsctl-watch/);
    assert.deepEqual({ ...state(), rc: null }, { ...untouched, rc: null });
    assert.equal(await isWatching(), false);
    assert.ok(existsSync(`${root}/var/db/stsctl-watch`));
    assert.deepEqual(run('setup-daemon', '--remove'), { exit: 0, stdout: '', stderr: '' });
    giveFlags();
    assert.equal(run('-q', 'rollback').exit, 0);
    assert.equal(await isWatching(), true);
    assert.equal(run('-q', 'setup-daemon', '--remove').exit, 0);
  });

  test('in a tree without the programs the script alone is written, and the commands are listed', () => {
    const empty = mkdtempSync('/tmp/stsctl-bare-');
    after(() => removeRcTree(empty));
    mkdirSync(`${empty}/etc`);
    writeFileSync(`${empty}/etc/stsctl.conf`, read('/etc/stsctl.conf') ?? '');
    const { exit, stdout, stderr } = stsctl(['--root', empty, 'setup-daemon']);
    assert.equal(exit, 0, stderr);
    assert.match(stdout, /left to run on the host[\s\S]*useradd[\s\S]*rcctl enable stsctld[\s\S]*rcctl start stsctld/);
    assert.ok(existsSync(`${empty}/etc/rc.d/stsctld`));
  });
});
