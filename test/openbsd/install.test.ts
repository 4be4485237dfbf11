// A tree with the base system's programs, started as programs: the daemon's life through rcctl, and where the tree ends.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePorts } from '../support/free-ports.ts';
import { installBaseSystem, PROGRAMS } from './install.ts';

const root = mkdtempSync(join(tmpdir(), 'stsctl-base-'));
let port = 0;

/** With a clean environment, as stsctl starts them. */
function run(program: (typeof PROGRAMS)[number], ...argv: string[]): string {
  const { status, stdout, stderr } = spawnSync(root + program, argv, { encoding: 'latin1', env: {}, timeout: 20_000 });
  return `${status} ${stdout}${stderr}`;
}
const rcctl = (words: string) => run('/usr/sbin/rcctl', ...words.split(' '));
const answer = () => fetch(`http://127.0.0.1:${port}/`).then((response) => response.text(), () => 'no answer');

before(async () => {
  [port = 0] = await freePorts(1);
  installBaseSystem(root, { ports: { 80: port } });
  writeFileSync(`${root}/var/www/htdocs/index.html`, 'hello\n');
  writeFileSync(`${root}/etc/httpd.conf`, 'server "a" {\n\tlisten on * port 80\n}\n');
});
after(() => {
  rcctl('stop httpd');
  rmSync(root, { recursive: true, force: true });
});

test('directories have the modes of mtree(8)', () => {
  for (const [path, mode] of [['/etc/acme', 0o700], ['/etc/ssl/private', 0o700], ['/etc/ssl', 0o755], ['/var/www/acme', 0o755]] as const) {
    assert.equal(statSync(root + path).mode & 0o777, mode, path);
  }
  for (const path of PROGRAMS) assert.equal(statSync(root + path).mode & 0o111, 0o111, path);
});

test('rcctl starts, reloads, restarts and stops the httpd of the tree', async () => {
  assert.equal(rcctl('start httpd'), '1 /etc/rc.d/httpd: need -f to force start since httpd_flags=NO\n');
  assert.equal(rcctl('enable httpd'), '0 ');
  assert.equal(readFileSync(`${root}/etc/rc.conf.local`, 'latin1'), 'httpd_flags=\n');
  assert.equal(rcctl('check httpd'), '1 httpd(failed)\n');
  assert.equal(rcctl('start httpd'), '0 httpd(ok)\n');
  assert.equal(await answer(), 'hello\n');
  const pid = readFileSync(`${root}/var/run/httpd.pid`, 'utf8');
  assert.equal(rcctl('reload httpd'), '0 httpd(ok)\n');
  assert.equal(readFileSync(`${root}/var/run/httpd.pid`, 'utf8'), pid, 'the same process');
  assert.equal(rcctl('restart httpd'), '0 httpd(ok)\nhttpd(ok)\n');
  assert.notEqual(readFileSync(`${root}/var/run/httpd.pid`, 'utf8'), pid, 'another process');
  assert.equal(await answer(), 'hello\n');
});

test('a broken file is refused, and what runs keeps running', async () => {
  const good = readFileSync(`${root}/etc/httpd.conf`);
  writeFileSync(`${root}/etc/httpd.conf`, 'server "a" {\n\tlisten on * port 80\n');
  assert.equal(rcctl('reload httpd'), '1 httpd(failed)\n');
  assert.equal(rcctl('restart httpd'), '1 (failed)\n');
  assert.match(rcctl('-d configtest httpd'), /^1 [\s\S]*doing rc_configtest\n\(failed\)\n\/etc\/httpd\.conf:/);
  assert.equal(await answer(), 'hello\n');
  writeFileSync(`${root}/etc/httpd.conf`, good);
});

test('disabled, it runs on until it is stopped', async () => {
  assert.equal(rcctl('disable httpd'), '0 ');
  assert.equal(existsSync(`${root}/etc/rc.conf.local`), false);
  assert.equal(rcctl('check httpd'), '0 httpd(ok)\n');
  assert.equal(rcctl('stop httpd'), '0 httpd(ok)\n');
  assert.equal(rcctl('check httpd'), '1 httpd(failed)\n');
  assert.equal(await answer(), 'no answer');
  assert.equal(rcctl('start nsd'), '1 /etc/rc.d/nsd: need -f to force start since nsd_flags=NO\n');
  assert.equal(rcctl('-f start nsd'), '1 nsd(failed)\n', 'the tree has no nsd');
});

test('configuration is read below the tree, files named on the command line as they are', () => {
  writeFileSync(`${root}/etc/acme-client.conf`, 'nonsense {\n');
  assert.match(run('/usr/sbin/acme-client', '-n', 'x'), /^1 \/etc\/acme-client\.conf:1: syntax error\n/);
  assert.equal(run('/usr/sbin/httpd', '-n', '-f', `${root}/etc/httpd.conf`), '0 configuration OK\n');
  assert.equal(run('/usr/bin/crontab', '-l'), '1 crontab: no crontab for root\n');
});
