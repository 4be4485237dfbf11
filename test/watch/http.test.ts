// The daemon's HTTP server against those who mean no good: only a few questions are answered, briefly.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import type { Snapshot } from '../../src/model/watch.ts';
import { answerTo } from '../../src/watch/http/answer.ts';
import { serve, stopServing } from '../../src/watch/http/serve.ts';
import { findingOf, manyStates, observationOf, snapshotOf, stateOf, WATCH_NOW } from '../support/watch.ts';

let server: Server;
let port = 0;
let snapshot: () => Snapshot = () => snapshotOf(manyStates(20));
const faults: unknown[] = [];

before(async () => {
  server = await serve({ address: '127.0.0.1', port: 0 }, () => snapshot(), (error) => faults.push(error));
  port = (server.address() as AddressInfo).port;
});
after(() => stopServing(server));

/** What comes back for these bytes until the server ends the connection, or `ms` have passed. */
async function raw(bytes: string, ms = 3000): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (said += chunk)).on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes, 'latin1');
  // A reset is an end, too.
  await Promise.race([new Promise((resolve) => socket.once('close', resolve)), new Promise((resolve) => setTimeout(resolve, ms))]);
  socket.destroy();
  return said;
}

const request = (line: string, host = 'localhost', more = '') => raw(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`);
const statusOf = (said: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(said)?.[1]);
const ask = (target: string, host: string | null = '127.0.0.1:8461', method = 'GET') => answerTo({ method, target, host }, () => snapshot());

test('the five answers, and nothing else', async () => {
  for (const [path, type] of [['/', 'text/html'], ['/domains/example.com', 'text/html'], ['/metrics', 'text/plain; version=0.0.4'], ['/healthz', 'text/plain'], ['/api/v1/domains', 'application/json']] as const) {
    const said = await request(`GET ${path}?x=1`);
    assert.equal(statusOf(said), 200, path);
    assert.ok(said.includes(`\r\nContent-Type: ${type}`), path);
  }
  for (const path of ['/etc/passwd', '/../../etc/passwd', '/%2e%2e/etc/passwd', '/domains/', '/domains/other.example', '/domains/../metrics', '/domains/EXAMPLE.COM', '//', '/.', '/metrics/', '/index.html', '*', 'http://127.0.0.1/metrics', '/domains/__proto__', '/domains/%00']) {
    assert.ok([404, 400].includes(statusOf(await request(`GET ${path}`))), path);
  }
});

test('only GET and HEAD, and HEAD without a body', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND']) assert.match(await request(`${method} /`), /^HTTP\/1\.1 405 [\s\S]*\r\nAllow: GET, HEAD\r\n/, method);
  const head = await request('HEAD /');
  assert.deepEqual([statusOf(head), head.split('\r\n\r\n')[1]], [200, '']);
  assert.equal(statusOf(await raw('CONNECT 127.0.0.1:25 HTTP/1.1\r\nHost: localhost\r\n\r\n')) || 0, 0, 'a tunnel is cut off');
  assert.ok(!(await request('GET /', 'localhost', 'Upgrade: websocket\r\nConnection: Upgrade\r\n')).startsWith('HTTP/1.1 101'));
});

test('a name that may come to point here is refused (DNS rebinding); addresses and localhost are not', async () => {
  for (const host of ['evil.example', 'localhost.evil.example', 'evil.example:8461', '127.0.0.1.evil.example', '', 'localhost:8461:1', '[::1', '0x7f.1', 'mail', '127.1', '@127.0.0.1', 'localhost/', null]) assert.equal(ask('/', host).status, 421, String(host));
  for (const host of ['127.0.0.1', '127.0.0.1:8461', 'localhost', 'LOCALHOST:8461', '[::1]', '[::1]:8461', '192.0.2.7:80']) assert.equal(ask('/', host).status, 200, host);
  assert.equal(statusOf(await request('GET /metrics', 'evil.example')), 421);
  assert.equal(statusOf(await raw('GET / HTTP/1.1\r\n\r\n')), 400);
  assert.equal(statusOf(await raw('GET / HTTP/1.0\r\n\r\n')), 421);
});

test('every answer forbids scripts, frames, guessing and keeping; the only style is the one on the page', () => {
  for (const answer of [ask('/'), ask('/nothing'), ask('/', 'evil.example'), ask('/', 'localhost', 'POST'), ask('/api/v1/domains')]) {
    const { headers } = answer;
    assert.deepEqual([headers['X-Content-Type-Options'], headers['Cache-Control'], headers['Referrer-Policy'], headers['Cross-Origin-Resource-Policy'], Object.keys(headers).some((name) => /allow-origin/i.test(name))], ['nosniff', 'no-store', 'no-referrer', 'same-origin', false]);
    assert.match(headers['Content-Security-Policy'] ?? '', /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/);
  }
  for (const path of ['/', '/domains/example.com']) {
    const { body, headers } = ask(path);
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(body) ?? [];
    assert.ok(headers['Content-Security-Policy']?.includes(createHash('sha256').update(style).digest('base64')));
    assert.doesNotMatch(body, /<script|\sstyle=|\son\w+=|(?:src|href)="(?!\/)/);
    assert.match(body, /<meta http-equiv="refresh" content="60">/);
  }
});

test('whatever peers and files say, the page has only its own markup', () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\u0000\'`&';
  const hostile = findingOf({ code: evil as 'mx-tls', message: evil, where: evil, next: evil, clause: evil });
  const state = { ...stateOf('example.com', observationOf({ id: evil, mode: evil as 'none', findings: [hostile] })), shown: evil };
  snapshot = () => snapshotOf([state], { version: evil });
  try {
    for (const path of ['/', '/domains/example.com']) {
      const { body } = ask(path);
      assert.ok(body.includes('&lt;script&gt;'));
      assert.doesNotMatch(body, /<script|<img|[\u202e\0]/);
      const tags = new Set([...body.matchAll(/<\/?([a-zA-Z]+\d?)/g)].map(([, tag]) => tag));
      assert.deepEqual([...tags].filter((tag) => !/^(?:html|head|meta|title|style|body|header|h[123]|p|main|section|dl|div|dt|dd|ul|li|a|span|strong|code|table|caption|thead|tbody|tr|th|td|svg|rect)$/.test(tag ?? '')), []);
    }
    assert.deepEqual((JSON.parse(ask('/api/v1/domains').body) as { domains: { findings: { message: string }[] }[] }).domains[0]?.findings[0]?.message, evil);
  } finally {
    snapshot = () => snapshotOf(manyStates(20));
  }
});

test('1, 20 and 500 domains: each on the page, in trouble first', () => {
  for (const count of [1, 20, 500]) {
    snapshot = () => snapshotOf(manyStates(count));
    const { body } = ask('/');
    assert.equal((body.match(/<th scope="row"><a href="\/domains\//g) ?? []).length, count);
    assert.ok(body.length < 1000 * count + 20_000, `${body.length} bytes`);
    for (const { domain } of manyStates(count)) assert.equal(ask(`/domains/${domain}`).status, 200, domain);
  }
  snapshot = () => snapshotOf(manyStates(20));
  const rows = [...ask('/').body.matchAll(/<th scope="row"><a href="\/domains\/([^"]+)"/g)].map(([, domain]) => domain);
  assert.deepEqual(rows.slice(0, 2), ['kunde-3.example', 'kunde-5.example']);
});

test('a configuration that could not be read again is told on the page', () => {
  snapshot = () => snapshotOf(manyStates(1), { configuration: { loadedAt: WATCH_NOW, isCurrent: false } });
  try {
    assert.ok(ask('/').body.includes('stsctl.conf is not valid'));
    assert.match(ask('/healthz').body, /older configuration/);
  } finally {
    snapshot = () => snapshotOf(manyStates(20));
  }
});

test('/healthz is 503 when domains are not checked in time', () => {
  snapshot = () => snapshotOf([stateOf('example.com', undefined, { nextAt: WATCH_NOW - 3_600_000 - 600_001 })]);
  try {
    const { status, body } = ask('/healthz');
    assert.deepEqual([status, body], [503, '1 of 1 domains are not checked in time\n']);
  } finally {
    snapshot = () => snapshotOf(manyStates(20));
  }
});

test('long headers, long paths, many headers and noise get a short answer or none', async () => {
  assert.equal(statusOf(await request('GET /', 'localhost', `X-Long: ${'a'.repeat(9000)}\r\n`)), 431);
  assert.ok([414, 431].includes(statusOf(await request(`GET /${'a'.repeat(20_000)}`))));
  assert.ok([200, 431].includes(statusOf(await request('GET /healthz', 'localhost', Array.from({ length: 200 }, (_, index) => `X-${index}: 1\r\n`).join('')))));
  for (const noise of ['\x16\x03\x01\x02\x00\x01\x00', 'GET / HTTP/2.0\r\n\r\n', 'get / http/1.1\r\nHost: localhost\r\n\r\n', '\0\0\0\0\r\n\r\n', 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', 'GET / HTTP/1.1\nHost : localhost\n\n']) {
    assert.ok([400, 421, 0].includes(statusOf(await raw(noise)) || 0), JSON.stringify(noise));
  }
});

test('a body is not read: the answer comes and the connection ends', async () => {
  const said = await raw(`GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n${'a'.repeat(100_000)}`, 2000);
  assert.equal(statusOf(said), 200);
  assert.ok(said.includes('\r\nConnection: close\r\n'));
});

test('who sends nothing, or a header a second, is cut off', async () => {
  const began = Date.now();
  const slow = connect(port, '127.0.0.1');
  slow.on('error', () => undefined).resume();
  slow.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
  const drip = setInterval(() => slow.write('X-Drip: 1\r\n'), 1000);
  await once(slow, 'close');
  clearInterval(drip);
  assert.ok(Date.now() - began < 9000, `${Date.now() - began} ms`);
});

test('no more than 64 connections; the next visitor is served when they have gone', async () => {
  const sockets: Socket[] = [];
  for (let index = 0; index < 80; index += 1) sockets.push(connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const count = await new Promise<number>((resolve, reject) => server.getConnections((error, open) => (error === null ? resolve(open) : reject(error))));
  assert.ok(count <= 64, `${count} connections`);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(statusOf(await request('GET /healthz')), 200);
});

test('a fault of ours ends that answer alone', async () => {
  snapshot = () => { throw new Error('of ours'); };
  assert.equal(await request('GET /'), '');
  snapshot = () => snapshotOf(manyStates(1));
  assert.deepEqual([statusOf(await request('GET /')), faults.length], [200, 1]);
});
