// stsctld under Node's permission model: it looks, serves and keeps what it saw, and can write nowhere else. A node without the model runs it all the same.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { permissionOptions } from '../../src/watch/permissions.ts';
import { DOMAIN, LifePeers, MX1 } from '../cli/_life-peers.ts';
import { freePorts } from '../support/free-ports.ts';
import { STSCTL } from '../support/stsctl.ts';

/** Another node than the one at hand: STSCTL_TEST_NODE=/path/to/node. */
const NODE = process.env['STSCTL_TEST_NODE'] ?? process.execPath;
const HAS_MODEL = spawnSync(NODE, ['-p', 'process.allowedNodeEnvironmentFlags.has("--permission")'], { encoding: 'utf8' }).stdout.trim() === 'true';
/** Only who is not root is stsctld. */
const USER = 1001;

const known = (...flags: string[]) => new Set(flags);

test('by what the node knows: nothing before the model, the network where it is denied, programs where they are needed', () => {
  const needs = { writes: '/var/db/stsctl-watch', runs: false };
  assert.equal(permissionOptions(needs, known('--allow-fs-read', '--allow-fs-write')), '', 'Node 20 has an experiment');
  assert.equal(permissionOptions(needs, known('--permission')), '--permission --allow-fs-read=* --allow-fs-write=/var/db/stsctl-watch/*');
  assert.match(permissionOptions(needs, known('--permission', '--allow-net')), / --allow-net$/);
  assert.match(permissionOptions({ ...needs, runs: true }, known('--permission', '--disable-warning')), / --allow-child-process --disable-warning=SecurityWarning --disable-warning=ExperimentalWarning$/);
  assert.match(permissionOptions({ ...needs, writes: '/a "b"\\c' }, known('--permission')), / "--allow-fs-write=\/a \\"b\\"\\\\c\/\*"$/);
});

describe(`with ${NODE}`, () => {
  let peers: LifePeers;
  let [port, options] = [0, ''];
  const watch = (...argv: string[]) => [NODE, STSCTL, 'watch', ...peers.look, ...argv];
  const asUser = (argv: readonly string[]) => (process.getuid?.() === 0 ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', ...argv] : [...argv]);
  const run = (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const [program = '', ...rest] = asUser(argv);
    return spawnSync(program, rest, { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 30_000 });
  };
  const configure = (notify: string) => writeFileSync(peers.conf, `[policy]\nmode = testing\nmax_age = 86400\nmx[] = ${MX1}\ntlsrpt[] = mailto:reports@example.com\n\n[domain ${DOMAIN}]\naddress[] = 127.0.0.1\n[watch]\nlisten = 127.0.0.1:${port}\n${notify}`);
  /** What a script of these permissions may do; each throws, or says what came of it. */
  const probe = (script: string) => {
    const { stdout, stderr } = run([NODE, '--input-type=commonjs', '-e', `try { console.log('may: ' + (${script})) } catch (error) { console.log(error.code) }`], { NODE_OPTIONS: options });
    return stdout.trim() || stderr;
  };

  before(async () => {
    [port = 0] = await freePorts(1);
    peers = await new LifePeers().start('');
    configure('');
    assert.equal((await peers.apply()).exit, 0);
    peers.publish();
    mkdirSync(join(peers.tree, 'var/db/stsctl-watch'));
    chmodSync(peers.tree, 0o755);
    if (process.getuid?.() === 0) chownSync(join(peers.tree, 'var/db/stsctl-watch'), USER, USER);
    options = run(watch('--permissions')).stdout.trim();
  });
  after(() => peers.end());

  test('it looks over TLS, serves, and keeps what it saw in its own directory', async () => {
    assert.equal(options === '', !HAS_MODEL);
    const [program = '', ...rest] = asUser(watch());
    const daemon = spawn(program, rest, { env: { NODE_OPTIONS: options }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    daemon.stderr.on('data', (chunk) => (said += String(chunk)));
    try {
      const domain = await until(async () => {
        const { domains } = (await (await fetch(`http://127.0.0.1:${port}/api/v1/domains`)).json()) as { domains: { checkedAt: string | null; mode: string | null; findings: { severity: string }[] }[] };
        return domains[0]?.checkedAt == null ? null : domains[0];
      }).catch((error: unknown) => Promise.reject(new Error(said, { cause: error })));
      assert.deepEqual([domain.mode, domain.findings.filter(({ severity }) => severity !== 'note')], ['testing', []], said);
      const kept = await until(async () => readFileSync(join(peers.tree, `var/db/stsctl-watch/${DOMAIN}.json`), 'utf8'));
      assert.match(kept, /"mode":"testing"/);
      assert.doesNotMatch(said, /Warning|is not kept|fault/);
    } finally {
      daemon.kill('SIGTERM');
      await new Promise((resolve) => daemon.once('exit', resolve));
    }
  });

  test('nothing else can be written, and no program run, where the node has the model', () => {
    const inside = JSON.stringify(join(peers.tree, 'var/db/stsctl-watch'));
    const outside = JSON.stringify(join(peers.tree, 'outside'));
    mkdirSync(JSON.parse(outside) as string);
    chmodSync(JSON.parse(outside) as string, 0o777);
    const denied = HAS_MODEL ? /^ERR_ACCESS_DENIED$/ : /^may: /;
    assert.match(probe(`require('fs').writeFileSync(${inside} + '/x', '')`), /^may: /);
    assert.match(probe(`require('fs').readFileSync('/etc/passwd').length`), /^may: /);
    for (const script of [`writeFileSync(${outside} + '/x', '')`, `writeFileSync(${inside} + '/../../../outside/y', '')`, `renameSync(${inside} + '/x', ${outside} + '/z')`, `symlinkSync(${outside} + '/x', ${inside} + '/link')`]) assert.match(probe(`require('fs').${script}`), denied, script);
    assert.match(probe(`require('child_process').execFileSync('/bin/echo', ['ran'])`), denied);
    assert.match(probe(`(require('net').connect(${port}, '127.0.0.1').on('error', () => {}), 'connect')`), /^may: /);
  });

  test('with notify[] programs may run, without what keeps stsctld', () => {
    configure('notify[] = mailto:ops@example.com\n');
    options = run(watch('--permissions')).stdout.trim();
    assert.equal(options.includes('--allow-child-process'), HAS_MODEL);
    assert.match(probe(`require('child_process').execFileSync('/bin/sh', ['-c', 'echo "[$NODE_OPTIONS]"'], { env: {} })`), /^may: \[\]/);
  });

  test('a configuration that is not valid gives no options, and says why', () => {
    configure('interval = 1\n');
    const { status, stdout, stderr } = run(watch('--permissions'));
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /interval is "1"/);
  });
});

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await look().catch(() => null);
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it never came');
}
