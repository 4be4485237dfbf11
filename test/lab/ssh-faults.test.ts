// What keeps a login from working: each has its own sentence, says what was left and what to do, by either transport.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { STSCTL, startStsctl, type Ran } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';
import { freePorts } from '../support/free-ports.ts';
import { whyNoNamespace } from './namespace.ts';
import { makeKey, startSshServer, whyNoSshServer, type SshServer } from './ssh-server.ts';

for (const transport of ['ssh2', 'openssh']) {
  describe(`logging in by ${transport}`, { skip: whyNoSshServer() }, () => {
    let server: SshServer;
    before(async () => {
      server = await startSshServer({ hostKeys: ['ed25519', 'rsa'] });
    });
    beforeEach(() => {
      server.write('known_hosts', server.knownHosts());
      server.write('ssh_config', '');
      server.host('mail1');
      server.write('stsctl.conf', `${TUTORIAL}\n[host mail1]\nssh = mail1\ntransport = ${transport}\n`);
    });
    after(() => server?.stop());

    const argv = (...rest: string[]) => [process.execPath, STSCTL, '-f', server.file('stsctl.conf'), '--ssh-config', server.configFile, '-H', 'mail1', ...rest];
    const plan = (...flags: string[]) => startStsctl(argv(...flags, 'plan', '-q'));

    function assertTold({ exit, stderr, stdout }: Ran, message: RegExp): void {
      assert.equal(exit, 1, stdout + stderr);
      assert.match(stderr, message);
      assert.match(stderr, /^unchanged: every file on mail1$/m);
      assert.match(stderr, /^next: .+$/m);
    }

    /** It got in: what it says then is about httpd.conf of this machine, or nothing. */
    const assertIn = ({ stderr }: Ran) => assert.doesNotMatch(stderr, /host key|let .* in|connection|reached|sh does not run/i);

    test('with what there is', async () => assertIn(await plan()));

    test('a host known by its RSA key alone', async () => {
      server.write('known_hosts', server.knownHosts().split('\n').filter((line) => line.includes('ssh-rsa')).join('\n'));
      assertIn(await plan());
    });

    test('hashed names', async () => {
      const { execFileSync } = await import('node:child_process');
      execFileSync('ssh-keygen', ['-H', '-f', server.file('known_hosts')], { stdio: 'ignore' });
      assert.doesNotMatch(server.read('known_hosts'), /127/);
      assertIn(await plan());
    });

    test('an unknown host key is refused; --accept-new takes it, once and for all', async () => {
      server.write('known_hosts', '');
      assertTold(await plan(), /the host key of mail1 .*is not known/);
      assert.equal(server.read('known_hosts'), '');
      assertIn(await plan('--accept-new'));
      assert.match(server.read('known_hosts'), /^\[127\.0\.0\.1\]:\d+ ssh-ed25519 /);
      assertIn(await plan());
    });

    test('the command that is told adds the key', { skip: transport === 'openssh' }, async () => {
      server.write('known_hosts', '');
      const { stderr } = await plan();
      assert.match(stderr, /is not known: ED25519 SHA256:[A-Za-z0-9+/]{43}$/m);
      const [, command = ''] = /; then: (echo .*)$/m.exec(stderr) ?? [];
      const { execFileSync } = await import('node:child_process');
      execFileSync('/bin/sh', ['-c', command]);
      assertIn(await plan());
    });

    test('a changed host key is refused loudly, --accept-new or not', async () => {
      makeKey(server.file('other'));
      server.write('known_hosts', `[127.0.0.1]:${server.port} ${server.read('other.pub')}`);
      for (const flags of [[], ['--accept-new']]) assertTold(await plan(...flags), /THE HOST KEY OF mail1 .*HAS CHANGED: it shows (ED25519 )?SHA256:/);
      const { rmSync } = await import('node:fs');
      rmSync(server.file('other'));
    });

    test('a revoked host key is refused', async () => {
      server.write('known_hosts', server.knownHosts().replace(/^/gm, '@revoked ').replace(/@revoked $/, ''));
      assertTold(await plan('--accept-new'), /the host key of mail1 .*is revoked/);
    });

    test('a key the host does not take', async () => {
      makeKey(server.file('wrong'));
      server.write('ssh_config', '');
      server.host('mail1', `IdentityFile ${server.file('wrong')}`, `IdentityFile ${server.file('none')}`);
      server.write('ssh_config', server.read('ssh_config').replace(/ {2}IdentityFile .*client\n/, ''));
      const told = await plan();
      assertTold(told, /mail1 .*does not let /);
      if (transport === 'ssh2') assert.match(told.stderr, /offered: \S+\/wrong/);
    });

    test('an encrypted key, and nobody to ask', async () => {
      makeKey(server.file('locked'), 'ed25519', 'a passphrase');
      server.host('locked');
      server.write('ssh_config', server.read('ssh_config').replaceAll(/IdentityFile .*/g, `IdentityFile ${server.file('locked')}`));
      const told = await plan();
      assertTold(told, /mail1 .*does not let /);
      if (transport === 'ssh2') assert.match(told.stderr, /locked \(encrypted, and there is no terminal to ask for its passphrase\)/);
    });

    test('nobody listens', async () => {
      const [port = 0] = await freePorts(1);
      server.write('ssh_config', server.read('ssh_config').replace(/Port .*/, `Port ${port}`));
      assertTold(await plan(), /mail1 \(.*\) refuses the connection/);
    });

    test('no network leads there', { skip: whyNoNamespace() ?? false }, async () => {
      server.write('ssh_config', server.read('ssh_config').replace(/HostName .*/, 'HostName 192.0.2.1'));
      assertTold(await startStsctl(['unshare', '-n', ...argv('plan', '-q')]), /mail1 \(.*\) can't be reached: no (network|route)/);
    });

    test('there is no such name', async () => {
      server.write('ssh_config', server.read('ssh_config').replace(/HostName .*/, 'HostName mail1.invalid'));
      assertTold(await plan(), /mail1 \(.*\) (has no address in DNS|can't be looked up)/);
    });

    for (const [what, greeting] of [['at once', ''], ['during the key exchange', 'SSH-2.0-OpenSSH_9.9\r\n']] as const) {
      test(`the host closes ${what}`, async () => {
        const closing = createServer((socket) => socket.on('error', () => undefined).end(greeting));
        const port = await listening(closing);
        server.write('ssh_config', server.read('ssh_config').replace(/Port .*/, `Port ${port}`));
        assertTold(await plan(), /closed the connection before a login was possible/);
        closing.close();
      });
    }

    test('a host that says nothing', async () => {
      const silent = createServer((socket) => socket.on('error', () => undefined));
      const port = await listening(silent);
      server.write('ssh_config', server.read('ssh_config').replace(/Port .*/, `Port ${port}\n  ConnectTimeout 1`));
      assertTold(await plan(), /mail1 \(.*\) does not answer/);
      silent.close();
    });

    test('what is not in the configuration is told before anything is connected', async () => {
      const told = await startStsctl([process.execPath, STSCTL, '-f', server.file('stsctl.conf'), '-H', 'mail9', 'plan']);
      assert.equal(told.exit, 1);
      assert.match(told.stderr, /there is no \[host mail9\]; there are mail1/);
    });
  });
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));
}
