// The OpenBSD port: what its Makefile installs is what its packing list says. bsd.port.mk itself is not to be had here.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { REPOSITORY } from './support/stsctl.ts';

/** What the port's Makefile uses of bsd.port.mk(5). */
const STUB = `PREFIX = \${TOP}/prefix
LOCALBASE = /usr/local
WRKDIR = \${TOP}/work
INSTALL_DATA_DIR = install -d -m 755
INSTALL_DATA = install -m 644
INSTALL_MAN_DIR = install -d -m 755
INSTALL_MAN = install -m 644
`;

const hasBmake = spawnSync('bmake', ['-V', '.CURDIR'], { cwd: tmpdir() }).status === 0;

describe('the port', { skip: hasBmake ? false : 'needs bmake: as root, npm test installs it' }, () => {
  const port = join(REPOSITORY, 'build/port');
  let top = '';
  before(() => {
    top = mkdtempSync(join(tmpdir(), 'stsctl-port-'));
    const made = spawnSync(process.execPath, ['scripts/port.mjs'], { cwd: REPOSITORY, encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    writeFileSync(join(top, 'bsd.port.mk'), STUB);
    mkdirSync(join(top, 'work'));
    mkdirSync(join(top, 'prefix/bin'), { recursive: true });
    const archive = readdirSync(port).find((name) => name.endsWith('.tgz')) ?? '';
    assert.equal(spawnSync('tar', ['-xzf', join(port, archive), '-C', join(top, 'work')]).status, 0);
    for (const target of ['pre-install', 'do-install']) {
      const ran = spawnSync('bmake', ['-m', top, '-m', '/usr/share/mk', `TOP=${top}`, target], { cwd: port, encoding: 'utf8' });
      assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    }
  });
  after(() => rmSync(top, { recursive: true, force: true }));

  test('installs what its packing list says, and no more', () => {
    const listed = readFileSync(join(port, 'pkg/PLIST'), 'utf8').split('\n').filter((line) => line !== '' && !/^(?:share\/doc\/pkg-readmes\/|@extraunexec )/.test(line)).map((line) => line.replace(/^@man /, ''));
    const prefix = join(top, 'prefix');
    const installed = readdirSync(prefix, { recursive: true, withFileTypes: true }).map((each) => `${join(each.parentPath, each.name).slice(prefix.length + 1)}${each.isDirectory() ? '/' : ''}`);
    const shared = new Set(['bin/', 'lib/', 'man/', 'man/man5/', 'man/man8/']);
    assert.deepEqual(installed.filter((path) => !shared.has(path)).sort(), listed.sort(), 'npm run port makes the list: see scripts/port.mjs');
  });

  test('runs by the node of the packages', () => {
    const program = join(top, 'prefix/bin/stsctl');
    assert.ok(lstatSync(program).isSymbolicLink());
    const text = readFileSync(program, 'utf8');
    assert.ok(text.startsWith('#!/usr/local/bin/node\n'));
    writeFileSync(join(top, 'prefix/lib/node_modules/stsctl/bin/stsctl'), text.replace('/usr/local/bin/node', process.execPath));
    chmodSync(program, 0o755);
    const ran = spawnSync(program, ['--version'], { encoding: 'utf8' });
    assert.deepEqual([ran.status, ran.stderr], [0, '']);
  });

  test('its distinfo is that of the archive', () => {
    const [hash = '', size = ''] = readFileSync(join(port, 'distinfo'), 'utf8').split('\n');
    assert.match(hash, /^SHA256 \(stsctl-[\d.]+\.tgz\) = [A-Za-z0-9+/]{43}=$/);
    assert.match(size, /^SIZE \(stsctl-[\d.]+\.tgz\) = \d+$/);
  });
});
