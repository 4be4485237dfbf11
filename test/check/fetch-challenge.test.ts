import assert from 'node:assert/strict';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { describe, test } from 'node:test';
import { challengeAddresses, fetchChallenge } from '../../src/check/fetch-challenge.ts';
import { freePorts } from '../support/free-ports.ts';

async function answered(listener: RequestListener): Promise<string[]> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const found = await fetchChallenge({ policyHost: 'mta-sts.example.com', address: '127.0.0.1', port, token: 'abc', directory: '/var/www/acme', timeoutMs: 300 });
  server.closeAllConnections();
  server.close();
  return found.map(({ message, next }) => `${message}; ${next}`);
}

test('the token itself is what is wanted, asked for by name', async () => {
  assert.deepEqual(await answered((request, response) => response.end(request.headers.host === 'mta-sts.example.com' && request.url === '/.well-known/acme-challenge/abc' ? 'abc' : 'no')), []);
});

/** Never silent for as long as the limit, never done. */
function trickle(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write('a'), 50);
  response.on('close', () => clearInterval(timer));
}

const CASES: readonly (readonly [string, RequestListener, RegExp])[] = [
  ['a redirect', (_, response) => response.writeHead(301, { Location: 'https://x/' }).end(), /swallowed by a redirect to https:\/\/x\/; .*stsctl lint/],
  ['a directory that www can\'t enter', (_, response) => response.writeHead(403).end(), /forbidden \(403\); let www read \/var\/www\/acme/],
  ['a password', (_, response) => response.writeHead(401).end(), /asks for a password/],
  ['another root', (_, response) => response.writeHead(404).end(), /status 404; .*serves \/var\/www\/acme/],
  ['another server', (_, response) => response.end('hello'), /answered with something else; see which server/],
  ['a body without end', (_, response) => void (response.writeHead(200), response.write('x'.repeat(10_000))), /answered with something else/],
  ['silence', () => undefined, /can't be fetched: no whole answer within 0\.3 s/],
  ['a byte now and then', (_, response) => trickle(response), /can't be fetched: no whole answer within 0\.3 s/],
  ['a closed connection', (request) => request.socket.destroy(), /can't be fetched: ECONNRESET/],
];
for (const [title, listener, message] of CASES) {
  test(title, async () => {
    const found = await answered(listener);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? '', message);
  });
}

test('nobody listens', async () => {
  const [port = 0] = await freePorts(1);
  const [found] = await fetchChallenge({ policyHost: 'mta-sts.example.com', address: '127.0.0.1', port, token: 'abc', directory: '/var/www/acme', timeoutMs: 300 });
  assert.match(found?.message ?? '', /ECONNREFUSED/);
  assert.equal(found?.where, `127.0.0.1:${port}`);
});

describe('which addresses of DNS are tried', () => {
  const host = { configured: ['203.0.113.1', '198.51.100.7'], own: ['203.0.113.1', '2001:db8::1'] };
  const tried = (...resolved: string[]) => challengeAddresses('mta-sts.example.com', resolved, host);

  test('the host\'s own, and those that only DNS knows; not one of a packet filter before it', () => {
    assert.deepEqual(tried('203.0.113.1', '198.51.100.7', '2001:db8::1', '192.0.2.9').addresses, ['203.0.113.1', '2001:db8::1', '192.0.2.9']);
  });

  test('none is a fault; a resolver that does not answer is none', () => {
    assert.match(tried().findings[0]?.message ?? '', /DNS has no address for mta-sts\.example\.com/);
    assert.deepEqual(challengeAddresses('mta-sts.example.com', null, host), { addresses: [], findings: [] });
  });

  test('one that is neither the host\'s nor configured: DNS points elsewhere', async () => {
    const [port = 0] = await freePorts(1);
    const [found] = await fetchChallenge({ policyHost: 'mta-sts.example.com', address: '127.0.0.1', port, token: 'abc', directory: '/var/www/acme', timeoutMs: 300, isForeign: true });
    assert.match(found?.message ?? '', /^DNS points elsewhere: 127\.0\.0\.1 is neither this host's nor in stsctl\.conf/);
    assert.match(found?.next ?? '', /correct the A record of mta-sts\.example\.com/);
  });
});
