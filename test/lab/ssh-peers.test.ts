// What users log in with, by either transport: keys of each kind, the agent, a jump host, a passphrase typed on a terminal; and sshd's limits.
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../../src/model/failure.ts';
import { HostError } from '../../src/model/host.ts';
import { OpensshExec } from '../../src/transport/openssh-exec.ts';
import { Ssh2Exec } from '../../src/transport/ssh2-exec.ts';
import { SshHost } from '../../src/transport/ssh-host.ts';
import { startStsctl, STSCTL } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';
import { makeKey, startSshServer, whyNoSshServer, type SshServer } from './ssh-server.ts';

const PASSPHRASE = 'it is "long"';

describe('logging in', { skip: whyNoSshServer('ssh-agent', 'ssh-add', 'script') }, () => {
  let server: SshServer;
  let jump: SshServer;
  let agent: ChildProcess;
  before(async () => {
    [server, jump] = await Promise.all([startSshServer({ lines: ['RekeyLimit 1M', 'MaxSessions 1'] }), startSshServer({ lines: ['Ciphers chacha20-poly1305@openssh.com'] })]);
    for (const [name, type, passphrase] of [['ecdsa', 'ecdsa', ''], ['rsa', 'rsa', ''], ['kept', 'ed25519', ''], ['locked', 'ed25519', PASSPHRASE]] as const) {
      makeKey(server.file(name), type, passphrase);
      appendFileSync(server.file('authorized_keys'), server.read(`${name}.pub`));
    }
    agent = spawn('ssh-agent', ['-D', '-a', server.file('agent')], { stdio: 'ignore' });
    for (let attempt = 0; !existsSync(server.file('agent')) && attempt < 200; attempt += 1) await sleep(25);
    execFileSync('ssh-add', ['-q', server.file('kept')], { env: { ...process.env, SSH_AUTH_SOCK: server.file('agent') } });
  });
  after(async () => {
    agent?.kill();
    await server?.stop();
    await jump?.stop();
  });

  /** The client's ssh_config(5) for mail1. */
  function configure(...lines: string[]): void {
    const jumpHost = `Host jump\n  HostName 127.0.0.1\n  Port ${jump.port}\n  User root\n  IdentityFile ${jump.file('client')}\n  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile ${jump.file('known_hosts')}\n`;
    const host = [...lines, 'HostName 127.0.0.1', `Port ${server.port}`, 'User root', `UserKnownHostsFile ${server.file('known_hosts')}`, 'GlobalKnownHostsFile none'];
    server.write('ssh_config', `${jumpHost}Host mail1\n${host.map((line) => `  ${line}\n`).join('')}`);
  }

  const fingerprintOf = (key: string) => /SHA256:\S+/.exec(execFileSync('ssh-keygen', ['-lf', server.file(`${key}.pub`)], { encoding: 'utf8' }))?.[0] ?? '';

  /** How often sshd let somebody in with that key. */
  const accepted = (key: string) => server.read('log').split('\n').filter((line) => line.startsWith('Accepted publickey for root') && line.includes(fingerprintOf(key))).length;

  for (const transport of ['ssh2', 'openssh'] as const) {
    const argv = () => {
      server.write('stsctl.conf', `${TUTORIAL}\n[host mail1]\nssh = mail1\ntransport = ${transport}\n`);
      return [process.execPath, STSCTL, '-f', server.file('stsctl.conf'), '--ssh-config', server.configFile, '-H', 'mail1', 'plan', '-q'];
    };

    async function assertAccepted(key: string, ...program: string[]): Promise<void> {
      const before_ = accepted(key);
      const { stderr, stdout } = await startStsctl(program);
      assert.equal(accepted(key) - before_, 1, stdout + stderr + server.read('log').slice(-1500));
      assert.doesNotMatch(stderr, /^stsctl: .*(?:ssh|session|connection)/im);
    }

    for (const key of ['ecdsa', 'rsa']) {
      test(`${transport}: a key of the user's, ${key}`, async () => {
        configure(`IdentityFile ${server.file(key)}`, 'IdentitiesOnly yes', 'IdentityAgent none');
        await assertAccepted(key, ...argv());
      });
    }

    test(`${transport}: a key that the agent of IdentityAgent holds`, async () => {
      configure(`IdentityFile ${server.file('none')}`, `IdentityAgent ${server.file('agent')}`);
      await assertAccepted('kept', ...argv());
    });

    test(`${transport}: a key that the agent of the environment holds`, async () => {
      configure(`IdentityFile ${server.file('none')}`);
      await assertAccepted('kept', 'env', `SSH_AUTH_SOCK=${server.file('agent')}`, ...argv());
    });

    test(`${transport}: through a jump host, one that knows no cipher but chacha20-poly1305`, async () => {
      configure('ProxyJump jump', `IdentityFile ${server.file('ecdsa')}`, 'IdentitiesOnly yes', 'IdentityAgent none');
      const through = () => jump.read('log').split('Accepted publickey').length;
      const before_ = through();
      // ssh(1) hands -F on to the jump host.
      await assertAccepted('ecdsa', ...argv());
      assert.equal(through() - before_, 1);
    });

    test(`${transport}: the passphrase of a key is asked for on the terminal`, async () => {
      configure(`IdentityFile ${server.file('locked')}`, 'IdentitiesOnly yes', 'IdentityAgent none');
      const command = argv().map((each) => `'${each}'`).join(' ');
      const before_ = accepted('locked');
      const said = await typed(command, PASSPHRASE);
      assert.match(said, /passphrase (of|for key).*locked/i);
      assert.equal(accepted('locked') - before_, 1, said);
      assert.ok(!said.includes(PASSPHRASE));
    });

    const hostOver = (to: SshServer) => {
      const target = { ssh: 'mx1', configFile: to.configFile };
      const named = { name: 'mx1', ssh: 'mx1' };
      return new SshHost(transport === 'ssh2' ? new Ssh2Exec(target, named, { acceptNew: false, ask: null }) : new OpensshExec(target, named, { acceptNew: false, mayAsk: false }), { ...named, become: null });
    };

    test(`${transport}: 10 MB through a connection whose keys are made anew each megabyte`, async () => {
      configure();
      server.host('mx1');
      const host = hostOver(server);
      const content = 'all of it'.repeat(1_165_084);
      const staged = await host.stage(server.file('large'), content, { mode: 0o600, uid: 0, gid: 0 });
      await host.close();
      const again = hostOver(server);
      const [answer] = await again.gather([{ kind: 'file', path: staged, maxBytes: 16 * 1024 * 1024 }]);
      assert.ok(answer?.kind === 'file' && answer.content === content);
      await again.remove(staged);
      await again.close();
    });

    test(`${transport}: a host with MaxSessions 1 can be looked at; where more is needed, that is told`, async () => {
      configure();
      server.host('mx1');
      const host = hostOver(server);
      assert.equal((await host.gather([{ kind: 'stat', path: '/etc' }])).length, 1);
      const error: unknown = await host.process().then(() => null, (each: unknown) => each);
      await host.close();
      assert.ok(error instanceof Failure || error instanceof HostError, String(error));
      assert.match(error.message, /no further session.*MaxSessions/);
    });
  }
});

/** What a command says on a terminal where this is typed once it asks. */
function typed(command: string, text: string): Promise<string> {
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' });
  let said = '';
  let isTyped = false;
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (isTyped || !/passphrase.*: ?$/i.test(said)) return;
    isTyped = true;
    child.stdin.write(`${text}\n`);
  });
  return new Promise((resolve) => child.once('close', () => resolve(said)));
}
