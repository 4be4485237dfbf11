// stsctl watch as its users run it: a process with signals, a page, and a memory.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { tell } from '../../src/cli/watch-tell.ts';
import { LocalHost } from '../../src/transport/local-host.ts';
import { noticeOf } from '../../src/watch/notice-text.ts';
import { startDnsServer } from '../support/dns-server.ts';
import { freePorts } from '../support/free-ports.ts';
import { STSCTL, stsctl } from '../support/stsctl.ts';
import { findingOf } from '../support/watch.ts';
import { watching, watchTree } from '../support/watching.ts';

const CONF = '[policy]\nmode = testing\nmx[] = mail.example.com\n[domain example.com]\naddress[] = 127.0.0.1\n';

test('what it refuses: root, and addresses that other machines reach, unless it is told', () => {
  const root = watchTree(CONF);
  if (process.getuid?.() === 0) assert.match(stsctl(['--root', root, 'watch']).stderr, /needs no rights of root/);
  const exposed = stsctl(['--root', root, 'watch', '--allow-root', '--listen', '192.0.2.1:8461']);
  assert.deepEqual([exposed.exit, /is reached by other machines/.test(exposed.stderr)], [1, true]);
  for (const argv of [['--allow-remote'], []]) assert.equal(stsctl(['--root', root, '-n', 'watch', '--listen', argv.length > 0 ? '192.0.2.1:8461' : '[::1]:8461', ...argv]).exit, 0);
  writeFileSync(`${root}/etc/stsctl.conf`, `${CONF}[watch]\nlisten = 0.0.0.0:8461\n`);
  assert.equal(stsctl(['--root', root, '-n', 'watch']).exit, 1);
  appendFileSync(`${root}/etc/stsctl.conf`, 'allow_remote = yes\n');
  assert.equal(stsctl(['--root', root, '-n', 'watch']).exit, 0);
});

test('a port that is taken is told, and ends it', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as { port: number };
  const child = spawn(process.execPath, [STSCTL, '--root', watchTree(CONF), 'watch', '--allow-root', '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const [exit] = (await once(child, 'close')) as [number];
  squatter.close();
  assert.deepEqual([exit, said.includes(`can't listen on 127.0.0.1:${port}: EADDRINUSE`)], [1, true]);
});

test('it looks, shows and keeps what it sees; a restart does not look again; a domain that has gone is forgotten', async () => {
  const dns = await startDnsServer({ 'example.com': null });
  const [closed = 0] = await freePorts(1);
  const root = watchTree(CONF);
  const peers = ['--resolver', `127.0.0.1:${dns.endpoint.port}`, '--connect', `127.0.0.1:${closed}`];
  const kept = `${root}/var/db/stsctl-watch/example.com.json`;
  const first = await watching(root, ...peers);
  await first.says('example.com: error policy-unreachable at');
  for (let attempt = 0; attempt < 100 && !existsSync(kept); attempt += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.match(await (await first.get('/metrics')).text(), /^stsctl_domain_findings\{domain="example\.com",severity="error"\} [1-9]/m);
  assert.match(await (await first.get('/')).text(), /<a href="\/domains\/example\.com">example\.com<\/a>/);
  const { domains } = (await (await first.get('/api/v1/domains')).json()) as { domains: { domain: string; findings: { code: string }[]; changes: unknown[] }[] };
  assert.deepEqual([domains.length, domains[0]?.findings.some(({ code }) => code === 'policy-unreachable'), domains[0]?.changes.length], [1, true, 1]);
  assert.equal((await first.end('SIGTERM')).exit, 0);
  assert.deepEqual(readdirSync(`${root}/var/db/stsctl-watch`), ['example.com.json']);

  writeFileSync(`${root}/var/db/stsctl-watch/.example.com.json.stsctl-0123456789abcdef`, 'cut off');
  const asked = dns.questions.length;
  const second = await watching(root, ...peers);
  assert.match(await (await second.get('/metrics')).text(), /^stsctl_domain_findings\{domain="example\.com",severity="error"\} [1-9]/m);
  assert.deepEqual([dns.questions.length, readdirSync(`${root}/var/db/stsctl-watch`)], [asked, ['example.com.json']]);

  writeFileSync(`${root}/etc/stsctl.conf`, CONF.replace('[domain example.com]', '[domain example.org]'));
  second.child.kill('SIGHUP');
  await second.says('again: 1 domains');
  assert.equal((await second.get('/domains/example.com')).status, 404);
  assert.equal(existsSync(kept), false);
  await second.end('SIGINT');
  dns.close();
});

test('a configuration that is not valid keeps the old one, and says so until it is mended', async () => {
  const root = watchTree(CONF);
  const watch = await watching(root, '--resolver', '127.0.0.1:9');
  writeFileSync(`${root}/etc/stsctl.conf`, `${CONF}mode = enforced\n`);
  watch.child.kill('SIGHUP');
  await watch.says('the configuration that was in use stays');
  assert.match(watch.said(), /mode is "enforced"/);
  assert.match(await (await watch.get('/metrics')).text(), /^stsctl_config_last_reload_successful 0$/m);
  assert.match(await (await watch.get('/')).text(), /stsctl\.conf is not valid/);
  writeFileSync(`${root}/etc/stsctl.conf`, `${CONF}[domain example.org]\n`);
  watch.child.kill('SIGHUP');
  await watch.says('again: 2 domains');
  assert.match(await (await watch.get('/metrics')).text(), /^stsctl_config_last_reload_successful 1$/m);
  await watch.end('SIGTERM');
});

test('it ends within 5 seconds while a peer keeps it waiting and a reader is in the middle of a request', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const watch = await watching(watchTree(CONF), '--connect', `127.0.0.1:${(silent.address() as { port: number }).port}`);
  await once(silent, 'connection');
  void watch.get('/').then((response) => response.text()).catch(() => undefined);
  const { ms, exit } = await watch.end('SIGTERM');
  assert.ok(ms < 5000 && exit === 0, `${ms} ms, exit ${exit}`);
  silent.close();
});

test('without a directory of its own it watches all the same, and says what is missing', async () => {
  const root = watchTree(CONF);
  rmSync(`${root}/var/db/stsctl-watch`, { recursive: true });
  const watch = await watching(root, '--resolver', '127.0.0.1:9');
  assert.match(watch.said(), /\/var\/db\/stsctl-watch: .*: what is seen is not kept over a restart/);
  assert.equal((await watch.get('/healthz')).status, 200);
  await watch.end('SIGTERM');
});

const NOTICE = noticeOf([{ domain: 'example.com', appeared: [findingOf({ message: 'ü\r\nBcc: all@example.net\r\n.\r\n' })], gone: [] }], 'mx1');

function programs(root: string): LocalHost {
  mkdirSync(`${root}/usr/sbin`, { recursive: true });
  for (const name of ['sendmail', 'teller']) writeFileSync(`${root}/usr/sbin/${name}`, `#!/bin/sh\n{ echo "$# $*"; env | cut -d= -f1 | sort | tr '\\n' ' '; echo; cat; } >'${root}/${name}.got'\n`, { mode: 0o755 });
  writeFileSync(`${root}/usr/sbin/broken`, '#!/bin/sh\ncat >/dev/null\necho "no such luck" >&2\nexit 3\n', { mode: 0o755 });
  return new LocalHost(root);
}

test('a notice goes to sendmail as one harmless mail, and to a program on its standard input', async () => {
  const root = watchTree(CONF);
  const log: string[] = [];
  await tell(NOTICE, [{ kind: 'mail', address: 'hostmaster@example.com' }, { kind: 'program', argv: ['/usr/sbin/teller', '--to', 'pager'] }, { kind: 'program', argv: ['/usr/sbin/broken'] }], programs(root), (line) => log.push(line));
  const [argv, , ...mail] = readFileSync(`${root}/sendmail.got`, 'utf8').split('\n');
  assert.equal(argv, '2 -i hostmaster@example.com');
  const blank = mail.indexOf('');
  assert.deepEqual(mail.slice(0, blank), ['To: hostmaster@example.com', 'Subject: stsctl on mx1: failing: example.com', 'Auto-Submitted: auto-generated', 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit']);
  assert.ok(mail.slice(blank).every((line) => !/^(?:Bcc:|\.$)/.test(line)));
  assert.match(readFileSync(`${root}/teller.got`, 'utf8'), /^2 --to pager\n(?:[A-Z_]+ )+\nstsctl on mx1: failing: example\.com\n\nexample\.com\n/);
  assert.deepEqual(log, ['one of several could not be told: /usr/sbin/broken: exit 3: no such luck']);
});

test('when nobody took it, that is an error, to be tried again', async () => {
  await assert.rejects(tell(NOTICE, [{ kind: 'program', argv: ['/usr/sbin/broken'] }, { kind: 'program', argv: ['/usr/sbin/missing'] }], programs(watchTree(CONF)), () => undefined), /broken: exit 3: no such luck; .*missing: ENOENT/);
});
