// What a sender thinks of each kind of answer, over a real TLS server.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkDomain } from '../../src/check/check-domain.ts';
import { signThrowAway, throwAwayRoot } from '../openbsd/acme-client/throw-away-ca.ts';

const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmax_age: 86400\r\n';
const plain = { 'Content-Type': 'text/plain' };

let root = '';
let ca: string[] = [];
before(async () => {
  root = mkdtempSync(join(tmpdir(), 'stsctl-check-'));
  await pairFor(['x']);
  ca = [readFileSync(throwAwayRoot(root), 'utf8')];
});
after(() => rmSync(root, { recursive: true }));

async function pairFor(names: readonly string[], validity = { days: 90, age: 0 }) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const chain = await signThrowAway(root, privateKey, names, validity);
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: chain.join('') };
}

interface Served {
  readonly names?: readonly string[];
  readonly validity?: { readonly days: number; readonly age: number };
  readonly trust?: readonly string[];
  readonly tls?: { readonly maxVersion?: 'TLSv1.1' | 'TLSv1.2'; readonly minVersion?: 'TLSv1' };
}

async function codes(listener: RequestListener, { names = ['mta-sts.example.com'], validity, trust = ca, tls = {} }: Served = {}): Promise<string[]> {
  const server = createServer({ ...(await pairFor(names, validity)), ...tls }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const found = await checkDomain('mta-sts.example.com', [{ address: '127.0.0.1', port }], { domain: 'example.com', body: POLICY, certificate: null }, { ca: trust, timeoutMs: 800 });
  server.closeAllConnections();
  server.close();
  for (const { clause, next, where } of found) assert.ok(clause.startsWith('RFC 8461') && next !== '' && where === `127.0.0.1:${port}`);
  return found.map(({ code }) => code);
}

const good: RequestListener = (_, response) => response.writeHead(200, plain).end(POLICY);

test('what is published is what is wanted', async () => {
  assert.deepEqual(await codes(good), []);
  assert.deepEqual(await codes((_, response) => response.writeHead(200, { 'Content-Type': 'Text/Plain; charset=utf-8' }).end(POLICY)), []);
});

test('certificates: not trusted, expired, another name, a wildcard (RFC 8461 3.3)', async () => {
  assert.deepEqual(await codes(good, { trust: [] }), ['policy-certificate']);
  assert.deepEqual(await codes(good, { validity: { days: 90, age: 91 } }), ['policy-certificate']);
  assert.deepEqual(await codes(good, { names: ['other.example.com'] }), ['policy-certificate']);
  assert.deepEqual(await codes(good, { names: ['*.example.com'] }), []);
  assert.deepEqual(await codes(good, { names: ['*.com'] }), ['policy-certificate']);
});

test('statuses other than 200, redirects too, are refused and not followed', async () => {
  let asked = 0;
  assert.deepEqual(await codes((_, response) => void ((asked += 1), response.writeHead(301, { Location: '/' }).end())), ['policy-status']);
  assert.equal(asked, 1);
  assert.deepEqual(await codes((_, response) => response.writeHead(404).end()), ['policy-status']);
  assert.deepEqual(await codes((_, response) => response.writeHead(204).end()), ['policy-status']);
});

test('bodies: another policy, malformed, too large, of another media type', async () => {
  assert.deepEqual(await codes((_, response) => response.writeHead(200, plain).end(POLICY.replace('86400', '1'))), ['policy-differs']);
  assert.deepEqual(await codes((_, response) => response.writeHead(200, plain).end('<html>')), ['policy-malformed']);
  assert.deepEqual(await codes((_, response) => response.writeHead(200, plain).end('x'.repeat(70_000))), ['policy-too-large']);
  assert.deepEqual(await codes((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(POLICY)), ['policy-media-type']);
});

test('slow, silent and broken servers end in time', async () => {
  assert.deepEqual(await codes(() => undefined), ['policy-slow']);
  assert.deepEqual(await codes((_, response) => void setInterval(() => response.write('x'), 100).unref()), ['policy-slow']);
  assert.deepEqual(await codes((request) => request.socket.destroy()), ['policy-tls']);
});
