// What --accept-new writes into the user's known_hosts.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { addKnownHost, knownHostsLine } from '../../src/transport/judge-host-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'stsctl-known-'));
after(() => rmSync(folder, { recursive: true }));

const key = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]);
const shown = { key, knownAs: '[mail1.example.com]:2222' };
const line = `${knownHostsLine(key, shown.knownAs)}\n`;

test('a first entry makes the file and its directory, for the user alone', async () => {
  const file = join(folder, 'new/known_hosts');
  await addKnownHost(file, shown);
  assert.equal(readFileSync(file, 'utf8'), line);
  assert.deepEqual([statSync(file).mode & 0o777, statSync(join(folder, 'new')).mode & 0o777], [0o600, 0o700]);
});

for (const [name, before, after] of [
  ['with an end of line', 'a ssh-rsa AAAA\n', 'a ssh-rsa AAAA\n'],
  ['without one', 'a ssh-rsa AAAA', 'a ssh-rsa AAAA\n'],
  ['with bytes that are no UTF-8', 'a ssh-rsa AAAA \xff', 'a ssh-rsa AAAA \xff\n'],
] as const)
  test(`a last entry ${name} stays as it was`, async () => {
    const file = join(folder, 'known_hosts');
    writeFileSync(file, before, 'latin1');
    await addKnownHost(file, shown);
    assert.equal(readFileSync(file, 'latin1'), after + line);
  });
