// ssh2 as it is in the bundle, without what it loads in vain, against ssh2 whole: what is loaded only when a server asks for it works all the same.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { build, type Plugin } from 'esbuild';
import ssh2 from 'ssh2';
import { REPOSITORY } from '../support/stsctl.ts';

const directory = mkdtempSync(join(tmpdir(), 'stsctl-lean-'));
after(() => rmSync(directory, { recursive: true, force: true }));
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs1', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });

async function leanClient(): Promise<typeof ssh2.Client> {
  const { leanSsh2 } = (await import(join(REPOSITORY, 'scripts/lean-ssh2.mjs'))) as { readonly leanSsh2: Plugin };
  const outfile = join(directory, 'client.cjs');
  await build({ entryPoints: [join(REPOSITORY, 'node_modules/ssh2/lib/client.js')], outfile, bundle: true, platform: 'node', logLevel: 'silent', plugins: [leanSsh2] });
  return ((await import(outfile)) as { readonly default: typeof ssh2.Client }).default;
}

/** What the client is told by an echo of what it says, on a server that knows nothing else. */
async function echoed(algorithms: object, said: Buffer): Promise<Buffer> {
  const server = new ssh2.Server({ hostKeys: [privateKey], algorithms }, (peer) => {
    peer.on('authentication', (context) => context.accept()).on('error', () => undefined);
    peer.on('session', (accept) => accept().on('exec', (begin) => {
      const channel = begin();
      channel.pipe(channel);
    }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new (await leanClient())();
  try {
    client.connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, username: 'root', password: 'any' });
    await once(client, 'ready');
    return await new Promise((resolve, reject) => {
      client.exec('echo', (error, channel) => {
        if (error !== undefined) return reject(error);
        const chunks: Buffer[] = [];
        channel.on('data', (chunk: Buffer) => chunks.push(chunk)).on('close', () => resolve(Buffer.concat(chunks)));
        channel.end(said);
      });
    });
  } finally {
    client.destroy();
    server.close();
  }
}

const SAID = Buffer.from('every byte of it: \u0000\u00ff ü '.repeat(20_000));

for (const [what, algorithms] of [
  ['chacha20-poly1305 alone', { cipher: ['chacha20-poly1305@openssh.com'] }],
  ['compression alone', { compress: ['zlib@openssh.com'] }],
  ['compression from the start, and AES-CTR with a MAC', { compress: ['zlib'], cipher: ['aes256-ctr'], hmac: ['hmac-sha2-256'] }],
] as const) {
  test(`a server that knows ${what}`, async () => assert.ok((await echoed(algorithms, SAID)).equals(SAID)));
}

test('an ssh2 that has something else where the bundle leaves it out stops the build', async () => {
  const { leanSsh2 } = (await import(join(REPOSITORY, 'scripts/lean-ssh2.mjs'))) as { readonly leanSsh2: Plugin };
  const file = join(directory, 'ssh2/lib/protocol/zlib.js');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '// of another release\n');
  await assert.rejects(build({ entryPoints: [file], write: false, logLevel: 'silent', bundle: true, plugins: [leanSsh2] }), /zlib\.js has no .* any more: see scripts\/lean-ssh2\.mjs/);
});
