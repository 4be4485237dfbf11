// The stand-in as a program: exit statuses, what it prints, signals (FACTS 1 and 2).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ask } from './raw-client.ts';
import { RehearsalRoot } from './rehearsal-root.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const GOOD = 'server "a.example" {\n\tlisten on * port 80\n}\n';
const LATE = `${GOOD}server "b.example" {\n\tlisten on * port 80\n\tbogus\n}\n`;
const REQUEST = 'GET / HTTP/1.1\r\nHost: a.example\r\n\r\n';

describe('httpd as a program', () => {
  let root: RehearsalRoot;

  before(async () => {
    root = await RehearsalRoot.make([80]);
    root.write('/etc/stand-in.json', JSON.stringify(root.mapping));
    root.write('/var/www/htdocs/index.html', 'site\n');
    root.folder('/var/log');
  });

  beforeEach(() => root.write('/etc/httpd.conf', GOOD));
  after(() => root.remove());

  const httpd = (...argv: string[]): Promise<{ exit: number | null; stderr: string[] }> => run(root, argv);
  const pid = (): number => Number(readFileSync(`${root.path}/var/run/httpd.pid`, 'utf8'));
  const log = (): string => readFileSync(`${root.path}/var/log/daemon`, 'utf8');
  const outcome = async (): Promise<string> => {
    const { status, outcome: other } = await ask({ port: root.port(80), tls: false, request: REQUEST, quietMs: 20 });
    return status ?? other;
  };

  test('-n names the default file as OpenBSD does, and a given file as given', async () => {
    assert.deepEqual(await httpd('-n'), { exit: 0, stderr: ['configuration OK'] });
    root.write('/etc/other.conf', LATE);
    assert.deepEqual(await httpd('-nf', `${root.path}/etc/other.conf`), { exit: 1, stderr: [`${root.path}/etc/other.conf:6: syntax error`] });
    root.delete('/etc/httpd.conf');
    assert.deepEqual(await httpd('-n'), { exit: 1, stderr: ['pushfile: /etc/httpd.conf: No such file or directory'] });
  });

  test('-D defines a macro and leaves the line numbers alone', async () => {
    root.write('/etc/httpd.conf', 'server $name {\n\tlisten on * port 80\n\tbogus\n}\n');
    assert.deepEqual(await httpd('-n', '-D', 'name=a.example'), { exit: 1, stderr: ['/etc/httpd.conf:3: syntax error', 'no actions, nothing to do'] });
    assert.deepEqual(await httpd('-x'), { exit: 1, stderr: ['usage: httpd [-dnv] [-D macro=value] [-f file]'] });
  });

  test('an error before the first server is exit 1; a later one is exit 0 and no daemon', async () => {
    root.write('/etc/httpd.conf', `junk\n${GOOD}`);
    assert.deepEqual(await httpd(), { exit: 1, stderr: ['/etc/httpd.conf:1: syntax error'] });
    root.write('/etc/httpd.conf', LATE);
    assert.deepEqual(await httpd(), { exit: 0, stderr: [] });
    assert.equal(await outcome(), 'connection refused');
    assert.match(log(), /httpd\[\d+\]: \/etc\/httpd\.conf:6: syntax error\n/);
  });

  test('a port in use, an address of somebody else, a missing log folder are exit 1', async () => {
    const other = createServer().listen(root.port(80), '0.0.0.0');
    assert.deepEqual(await httpd(), { exit: 1, stderr: ['parent: send server: Address already in use'] });
    await new Promise((resolve) => other.close(resolve));
    root.write('/etc/httpd.conf', GOOD.replace('*', '203.0.113.77'));
    assert.deepEqual(await httpd(), { exit: 1, stderr: ["parent: send server: Can't assign requested address"] });
    root.write('/etc/httpd.conf', `logdir "/var/nowhere"\n${GOOD}`);
    assert.equal((await httpd()).exit, 1);
    assert.equal(existsSync(`${root.path}/var/run/httpd.pid`), false);
  });

  test('it serves once it has returned, reloads on SIGHUP, ends on SIGTERM', async () => {
    assert.deepEqual(await httpd(), { exit: 0, stderr: [] });
    const daemon = pid();
    assert.equal(await outcome(), 'HTTP/1.1 200 OK');
    root.write('/etc/httpd.conf', GOOD.replace('port 80', 'port 80\n\tblock return 410'));
    process.kill(daemon, 'SIGHUP');
    await until(async () => (await outcome()) === 'HTTP/1.0 410 Gone');
    process.kill(daemon, 'SIGTERM');
    await until(() => !isAlive(daemon));
    assert.equal(existsSync(`${root.path}/var/run/httpd.pid`), false);
    assert.equal(await outcome(), 'connection refused');
  });

  test('a reload that httpd does not survive ends the daemon and takes its pid away', async () => {
    await httpd();
    const daemon = pid();
    root.write('/etc/httpd.conf', 'server "a.example" {\n\tlisten on * port 80\n\tlocation * { block }\n\tbogus\n}\n');
    process.kill(daemon, 'SIGHUP');
    await until(() => !isAlive(daemon));
    assert.equal(existsSync(`${root.path}/var/run/httpd.pid`), false);
    assert.match(log(), /server: invalid location/);
  });
});

function run({ path }: RehearsalRoot, argv: readonly string[]): Promise<{ exit: number | null; stderr: string[] }> {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, '--stand-in-root', path, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('latin1')));
  return new Promise((resolve) => child.on('close', (exit) => resolve({ exit, stderr: stderr.split('\n').slice(0, -1) })));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 100; left > 0; left -= 1) {
    if (await holds()) return;
    await sleep(20);
  }
  assert.fail('it never came to that');
}
