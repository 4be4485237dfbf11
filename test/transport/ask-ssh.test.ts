// `ssh -G` asked for many hosts at once says what it says of each alone.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { askSsh } from '../../src/transport/ask-ssh.ts';
import { missingPrograms } from '../support/missing-programs.ts';

const directory = mkdtempSync(join(tmpdir(), 'stsctl-ask-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const config = join(directory, 'ssh_config');

describe('ssh -G', { skip: missingPrograms(['ssh']).length > 0 && 'needs ssh' }, () => {
  writeFileSync(config, `Match host slow exec "sleep 0.3"\n  Port 2022\nHost mail*\n  User admin\n  ProxyJump jump\nHost *\n  SendEnv A "B C"\n`);
  const argv = (host: string) => ['-F', config, '--', host];
  const alone = (host: string) => execFileSync('ssh', ['-G', ...argv(host)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  test('many at once, each as alone and in its place', async () => {
    const hosts = ['slow', ...Array.from({ length: 20 }, (_, index) => `mail${index}`), '2001:db8::1', 'x'];
    const said = await Promise.all(hosts.map((host) => askSsh(argv(host))));
    said.forEach((text, index) => assert.equal(text.trim(), alone(hosts[index] ?? '').trim()));
    assert.match(said[0] ?? '', /^port 2022$/m);
  });

  test('one that fails has its own words, and keeps no other from its answer', async () => {
    const bad = join(directory, 'bad');
    writeFileSync(bad, 'NoSuchKeyword yes\n');
    const [first, failed, last] = await Promise.allSettled([askSsh(argv('mail1')), askSsh(['-F', bad, '--', 'mail1']), askSsh(argv('mail2'))]);
    assert.ok(first?.status === 'fulfilled' && last?.status === 'fulfilled');
    assert.ok(failed?.status === 'rejected');
    assert.match(String(failed.reason), /Bad configuration option: nosuchkeyword/i);
    assert.match(last.value, /^host mail2$|^hostname mail2$/m);
  });
});
