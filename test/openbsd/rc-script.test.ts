// rc.d/stsctld: valid for the shells, and it starts, is found, reloads and stops as rcctl(8) was recorded to say.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, after } from 'node:test';
import { freePorts } from '../support/free-ports.ts';
import { hasRcPrograms, rcTree } from '../support/rc-tree.ts';
import { REPOSITORY, STSCTL } from '../support/stsctl.ts';

const SCRIPT = join(REPOSITORY, 'rc.d/stsctld');

test('the script is valid for ksh and sh', () => {
  for (const shell of ['mksh', 'dash', 'sh']) {
    const { status, stderr, error } = spawnSync(shell, ['-n', SCRIPT], { encoding: 'utf8' });
    if (error === undefined) assert.deepEqual([status, stderr], [0, ''], shell);
  }
});

test('it has what scripts of packages have, in their order', () => {
  const text = readFileSync(SCRIPT, 'utf8');
  const wanted = [/^#!\/bin\/ksh$/m, /^daemon="\/[^"]+ watch"$/m, /^daemon_user="_stsctl"$/m, /^daemon_logger="daemon\.info"$/m, /^\. \/etc\/rc\.d\/rc\.subr$/m, /^rc_bg=YES$/m, /^rc_start\(\) \{$/m, /^rc_configtest\(\) \{$/m, /^rc_pre\(\) \{$/m, /^rc_cmd \$1$/m].map((pattern) => text.search(pattern));
  assert.ok(wanted.every((at, index) => at >= 0 && at > (wanted[index - 1] ?? -1)), wanted.join());
});

describe('under rc.subr', { skip: hasRcPrograms ? false : 'needs mksh, pgrep and pkill: as root, npm test installs them' }, async () => {
  const [port = 0] = await freePorts(1);
  const conf = `[policy]\nmode = testing\nmx[] = mail.example.com\n[domain example.com]\n[watch]\nlisten = 127.0.0.1:${port}\n`;
  const { root, rc, log, remove } = rcTree(conf);
  after(remove);
  const file = `${root}/etc/stsctl.conf`;

  test('off, it is not started', () => {
    assert.deepEqual(rc('check'), { exit: 1, stdout: 'stsctld(failed)\n', stderr: '' });
    assert.deepEqual(rc('reload'), { exit: 1, stdout: 'stsctld(failed)\n', stderr: '' });
    assert.deepEqual(rc('stop'), { exit: 0, stdout: '', stderr: '' });
    const { exit, stderr } = rc('start');
    assert.equal(exit, 1);
    assert.match(stderr, /\/etc\/rc\.d\/stsctld: need -f to force start since stsctld_flags=NO\n$/);
  });

  test('started, it is found by its command line, and its directory was made for its user', async () => {
    writeFileSync(`${root}/etc/rc.conf.local`, `pkg_scripts=stsctld\nstsctld_flags=--allow-root --root ${root}\n`);
    assert.deepEqual(rc('start'), { exit: 0, stdout: 'stsctld(ok)\n', stderr: '' });
    assert.deepEqual(rc('start'), { exit: 0, stdout: '', stderr: '' });
    assert.deepEqual(rc('check'), { exit: 0, stdout: 'stsctld(ok)\n', stderr: '' });
    assert.deepEqual(rc('-q', 'check'), { exit: 0, stdout: '', stderr: '' });
    assert.equal(readFileSync(`${root}/var/log/install`, 'utf8'), `-d -o _stsctl -g _stsctl -m 0750 ${root}/var/db/stsctl-watch\n`);
    await until(() => log().includes('1 domains are watched'));
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
  });

  test('it is kept to its directory where the node at hand has the permission model', { skip: existsSync('/proc/self/environ') ? false : 'needs /proc' }, () => {
    const pid = spawnSync('pgrep', ['-xf', `${process.execPath} ${STSCTL} watch --allow-root --root ${root}`], { encoding: 'utf8' }).stdout.trim();
    const [options] = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').flatMap((each) => /^NODE_OPTIONS=(.*)$/.exec(each)?.[1] ?? []);
    const expected = process.allowedNodeEnvironmentFlags.has('--permission') ? new RegExp(`^--permission --allow-fs-read=\\* --allow-fs-write=${root}/var/db/stsctl-watch/\\*( |$)`) : /^$/;
    assert.match(options ?? 'none', expected);
  });

  test('reload reads the configuration again', async () => {
    appendFileSync(file, '[domain example.org]\n');
    assert.deepEqual(rc('reload'), { exit: 0, stdout: 'stsctld(ok)\n', stderr: '' });
    await until(() => log().includes('again: 2 domains'));
  });

  test('a configuration that is not valid is not reloaded, and the log says why', async () => {
    appendFileSync(file, 'mode = enforced\n');
    for (const action of ['reload', 'configtest']) {
      const { exit, stdout, stderr } = rc(action);
      assert.deepEqual([exit, stdout], [1, 'stsctld(failed)\n']);
      assert.match(stderr, /stsctl\.conf:\d+:8: mode is "enforced"/);
    }
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
    assert.deepEqual(rc('check').exit, 0);
  });

  test('stopped, it is gone within 5 seconds', () => {
    const began = Date.now();
    assert.deepEqual(rc('stop'), { exit: 0, stdout: 'stsctld(ok)\n', stderr: '' });
    assert.ok(Date.now() - began < 5000);
    assert.equal(rc('check').exit, 1);
    assert.ok(log().includes('ended by SIGTERM'));
    assert.deepEqual([rc('start').stdout, rc('check').exit], ['stsctld(failed)\n', 1], 'a configuration that is not valid does not start');
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 100 && !isSo(); attempt += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(isSo());
}
