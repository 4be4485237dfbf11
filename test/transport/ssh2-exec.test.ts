// Channels by ssh2 against a server whose packets come together: what a command says, its end and its exit status in one piece.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server as Listening, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import ssh2, { type ServerChannel } from 'ssh2';
import type { Closed } from '../../src/transport/exec.ts';
import { Ssh2Exec } from '../../src/transport/ssh2-exec.ts';
import { missingPrograms } from '../support/missing-programs.ts';

const HOLD_MS = 20;
const named = { name: 'mx1', ssh: 'mx1' };

describe('a server whose packets come together', { skip: missingPrograms(['ssh', 'ssh-keygen']).length > 0 && 'needs ssh, ssh-keygen' }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-ssh2-'));
  const file = (name: string) => join(directory, name);
  let answer: (channel: ServerChannel) => void;
  let server: InstanceType<typeof ssh2.Server>;
  let wire: Listening;

  before(async () => {
    for (const name of ['host', 'client']) spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(name)]);
    server = new ssh2.Server({ hostKeys: [readFileSync(file('host'))] }, (client) => {
      client.on('authentication', (context) => context.accept());
      client.on('session', (accept) => accept().on('exec', (begin) => answer(begin())));
      client.on('error', () => undefined);
    });
    const behind = await listening(server as unknown as Listening);
    wire = createServer((socket) => hold(socket, connect(behind, '127.0.0.1')));
    const port = await listening(wire);
    writeFileSync(file('known_hosts'), `[127.0.0.1]:${port} ${readFileSync(file('host.pub'), 'utf8')}`);
    writeFileSync(file('ssh_config'), `Host mx1\n  HostName 127.0.0.1\n  Port ${port}\n  User root\n  IdentityFile ${file('client')}\n  IdentityAgent none\n  UserKnownHostsFile ${file('known_hosts')}\n  GlobalKnownHostsFile none\n`);
  });
  after(() => {
    wire.close();
    server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** What was said and how it ended. */
  async function ran(): Promise<{ readonly said: string; readonly closed: Closed }> {
    const exec = new Ssh2Exec({ ssh: 'mx1', configFile: file('ssh_config') }, named, { acceptNew: false, ask: null });
    let said = '';
    const closed = await new Promise<Closed>((resolve, reject) => {
      const listener = { stdout: (chunk: Buffer) => void (said += chunk), stderr: (chunk: Buffer) => void (said += chunk), closed: resolve };
      exec.start('/bin/sh -s', listener).catch(reject);
    });
    await exec.close();
    return { said, closed };
  }

  test('the exit status of a command that ends at once is heard', async () => {
    answer = (channel) => {
      channel.stderr.write('doas: Operation not permitted\n');
      channel.exit(1);
      channel.end();
    };
    assert.deepEqual(await ran(), { said: 'doas: Operation not permitted\n', closed: { exit: 1, signal: null, lost: null } });
  });

  test('and so is a signal', async () => {
    answer = (channel) => {
      channel.exit('KILL');
      channel.end();
    };
    assert.deepEqual(await ran(), { said: '', closed: { exit: null, signal: 'SIGKILL', lost: null } });
  });

  test('a channel that ends with neither was cut off', async () => {
    answer = (channel) => void channel.end();
    assert.deepEqual(await ran(), { said: '', closed: { exit: null, signal: null, lost: 'it was cut off' } });
  });
});

function listening(server: Listening): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

/** What the server says within a moment goes on as one piece. */
function hold(client: Socket, server: Socket): void {
  let held: Buffer[] = [];
  client.pipe(server);
  server.on('data', (chunk) => {
    if (held.push(chunk) === 1) setTimeout(() => (client.write(Buffer.concat(held)), (held = [])), HOLD_MS);
  });
  for (const [one, other] of [[client, server], [server, client]] as const) one.on('error', () => undefined).on('close', () => void other.destroy());
}
