import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HostError } from '../../src/model/host.ts';
import { LocalHost } from '../../src/transport/local-host.ts';

const folder = mkdtempSync(join(tmpdir(), 'stsctl-local-'));
after(() => rmSync(folder, { recursive: true }));
const host = new LocalHost(folder);
const ME = { mode: 0o640, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
const every256 = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');

mkdirSync(join(folder, 'etc'));
mkdirSync(join(folder, 'bin'));

function program(name: string, script: string): string {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
  return `/bin/${name}`;
}

async function wordOf(run: Promise<unknown>): Promise<string> {
  const error = await run.then(() => assert.fail('it should have failed'), (each: unknown) => each);
  assert.ok(error instanceof HostError, String(error));
  return error.word;
}

async function read(path: string) {
  const [answer] = await host.gather([{ kind: 'file', path, maxBytes: 1000 }]);
  assert.equal(answer?.kind, 'file');
  return answer;
}

test('a staged file has its content, byte for byte, and its mode, and waits beside its target', async () => {
  const staged = await host.stage('/etc/a b\'"\n*.conf', every256, ME);
  assert.match(staged, /^\/etc\/\.a b'"\n\*\.conf\.stsctl-[0-9a-f]{16}$/);
  assert.equal(readFileSync(folder + staged, 'latin1'), every256);
  assert.equal(statSync(folder + staged).mode & 0o777, 0o640);
  await host.commit(staged, '/etc/a b\'"\n*.conf');
  assert.deepEqual(readdirSync(join(folder, 'etc')), ['a b\'"\n*.conf']);
  assert.equal((await read('/etc/a b\'"\n*.conf')).content, every256);
});

test('a missing file is no error, an unreadable one and one that is too large are', async () => {
  assert.deepEqual(await read('/etc/none'), { kind: 'file', stat: null, content: null, error: null });
  assert.deepEqual(await read('/etc/none/below'), { kind: 'file', stat: null, content: null, error: null });
  writeFileSync(join(folder, 'etc/large'), 'x'.repeat(1001));
  assert.equal((await read('/etc/large')).error, 'EFBIG');
});

test('a final symbolic link is told, not followed, unless it is asked for', async () => {
  writeFileSync(join(folder, 'etc/target'), 'secret');
  symlinkSync('target', join(folder, 'etc/link'));
  const found = await read('/etc/link');
  assert.equal(found.stat?.kind, 'symlink');
  assert.equal(found.content, null);
  const [followed] = await host.gather([{ kind: 'file', path: '/etc/link', maxBytes: 10, follow: true }]);
  assert.equal(followed?.kind === 'file' && followed.content, 'secret');
});

test('staging into a directory that is not there, or is a file, leaves nothing', async () => {
  assert.equal(await wordOf(host.stage('/nowhere/x', 'x', ME)), 'ENOENT');
  assert.equal(await wordOf(host.stage('/etc/target/x', 'x', ME)), 'ENOTDIR');
});

test('a file is created exclusively once', async () => {
  assert.equal(await host.createExclusive('/etc/lock', '1', 0o600), true);
  assert.equal(await host.createExclusive('/etc/lock', '2', 0o600), false);
  assert.equal(readFileSync(join(folder, 'etc/lock'), 'utf8'), '1');
  await host.remove('/etc/lock');
  await host.remove('/etc/lock');
});

test('append adds to the end and follows no link', async () => {
  await host.append('/etc/events', 'a\n');
  await host.append('/etc/events', 'b\n');
  assert.equal(readFileSync(join(folder, 'etc/events'), 'utf8'), 'a\nb\n');
  assert.equal(await wordOf(host.append('/etc/link', 'x')), 'ELOOP');
});

test('a directory is made with its mode and removed only when it is empty', async () => {
  await host.makeDirectory('/etc/d', { ...ME, mode: 0o750 });
  assert.equal(statSync(join(folder, 'etc/d')).mode & 0o777, 0o750);
  assert.equal(await wordOf(host.makeDirectory('/etc/d', ME)), 'EEXIST');
  writeFileSync(join(folder, 'etc/d/x'), '');
  await host.removeDirectory('/etc/d');
  assert.deepEqual(await host.list('/etc/d'), ['x']);
  await host.remove('/etc/d/x');
  await host.removeDirectory('/etc/d');
  assert.deepEqual(await host.list('/etc/d'), []);
});

test('a program gets its arguments and input as they are, and an environment of its own', async () => {
  const path = program('show', 'printf "%s|" "$@"; cat; env | sort | grep -v "^_=\\|^PWD=\\|^SHLVL=\\|^OLDPWD=" >&2; exit 7');
  const result = await host.run([path, 'a b', '$HOME', '*', "'\n"], { stdin: '\u00ff\u0000\n', timeoutMs: 5000 });
  assert.deepEqual([result.exit, result.stdout, result.failure], [7, "a b|$HOME|*|'\n|\u00ff\u0000\n", null]);
  assert.deepEqual(result.stderr.trim().split('\n'), ['HOME=/', 'LC_ALL=C', 'PATH=/bin:/sbin:/usr/bin:/usr/sbin', 'SHELL=/bin/sh']);
});

test('a program that is missing, hangs or dies has no exit status and a reason', async () => {
  const none = await host.run(['/bin/none'], { timeoutMs: 1000 });
  assert.deepEqual([none.exit, none.failure], [null, 'ENOENT']);
  const hung = await host.run([program('hang', 'exec sleep 30')], { timeoutMs: 200 });
  assert.deepEqual([hung.exit, hung.failure], [null, 'timed out after 0.2 s']);
  const died = await host.run([program('die', 'kill -9 $$')], { timeoutMs: 5000 });
  assert.deepEqual([died.exit, died.failure], [null, 'SIGKILL']);
});

test('a daemon that keeps its starter\'s output open does not keep the run', async () => {
  const before = Date.now();
  const started = await host.run([program('daemon', '/bin/sleep 4 & echo "httpd(ok)"; exit 3')], { timeoutMs: 20_000 });
  assert.deepEqual([started.exit, started.stdout, started.failure], [3, 'httpd(ok)\n', null]);
  assert.ok(Date.now() - before < 3500, 'it waited for the daemon');
});

test('a program that floods its output is ended', async () => {
  const flood = await host.run([program('flood', 'exec yes')], { timeoutMs: 20_000 });
  assert.equal(flood.exit, null);
  assert.match(flood.failure ?? '', /printed more than/);
});
