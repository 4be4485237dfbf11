// The resolver against name servers that answer, cut off, keep silent, and lie.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { decode } from 'dns-packet';
import { Resolver } from '../../src/check/dns/resolver.ts';
import { startDnsServer, type DnsServer } from '../support/dns-server.ts';
import { bindBoth } from '../support/same-port.ts';

const LONG = Array.from({ length: 40 }, (_, index) => `${index}`.padEnd(200, 'x'));
let dns: DnsServer;
before(async () => {
  dns = await startDnsServer({
    'example.com': { A: ['192.0.2.1', '192.0.2.2'], MX: [[10, 'mail.example.com']], TXT: [['a', 'b']] },
    'long.example.com': { TXT: [LONG] },
    'alias.example.com': { CNAME: 'example.com' },
    'silent.example.com': 'silent',
    'bogus.example.com': 'bogus',
  });
});
after(() => dns.close());

const resolverOf = (...servers: { address: string; port: number }[]) => new Resolver({ servers, timeoutMs: 150 });
const NOBODY = { address: '127.0.0.1', port: 9 };

test('records of each type, with their names as data', async () => {
  const resolver = resolverOf(dns.endpoint);
  const [a, mx, txt, alias] = await Promise.all([resolver.ask('example.com', 'A'), resolver.ask('example.com', 'MX'), resolver.ask('example.com', 'TXT'), resolver.ask('alias.example.com', 'A')]);
  assert.deepEqual(a.kind === 'records' && [a.values, a.ttlSeconds, a.isAuthenticated], [['192.0.2.1', '192.0.2.2'], 60, false]);
  assert.deepEqual(mx.kind === 'records' && mx.values, [{ preference: 10, exchange: 'mail.example.com' }]);
  assert.deepEqual(txt.kind === 'records' && txt.values, [['a', 'b']]);
  assert.deepEqual(alias.kind === 'records' && alias.aliases, ['example.com']);
});

test('no such name and no such record are told apart', async () => {
  const resolver = resolverOf(dns.endpoint);
  assert.deepEqual(await resolver.ask('none.example.com', 'A'), { kind: 'none', why: 'no-name', aliases: [] });
  assert.deepEqual(await resolver.ask('example.com', 'AAAA'), { kind: 'none', why: 'no-data', aliases: [] });
});

test('what is cut off is asked for over TCP', async () => {
  const answer = await resolverOf(dns.endpoint).ask('long.example.com', 'TXT');
  assert.deepEqual(answer.kind === 'records' && answer.values, [LONG]);
});

test('the next server takes over; each question is asked once a run', async () => {
  const resolver = resolverOf(NOBODY, dns.endpoint);
  const earlier = dns.questions.length;
  const answers = await Promise.all([resolver.ask('Example.com', 'A'), resolver.ask('example.com', 'A')]);
  assert.deepEqual(answers.map(({ kind }) => kind), ['records', 'records']);
  assert.equal(dns.questions.length - earlier, 1);
});

test('silence about one name is a timeout, silence about everything is no resolver, and is not waited for twice', async () => {
  const resolver = resolverOf(dns.endpoint);
  const [silent] = await Promise.all([resolver.ask('silent.example.com', 'A'), resolver.ask('example.com', 'A')]);
  assert.equal(silent.kind === 'failed' && silent.why, 'timeout');
  const alone = resolverOf(NOBODY);
  assert.equal((await alone.ask('example.com', 'A') as { why: string }).why, 'no-resolver');
  const begin = performance.now();
  await Promise.all(Array.from({ length: 100 }, (_, index) => alone.ask(`d${index}.example.com`, 'A')));
  assert.ok(performance.now() - begin < 100);
});

test('a server that there is no way to', async () => {
  const answer = await resolverOf({ address: '255.255.255.255', port: 53 }).ask('example.com', 'A');
  assert.equal(answer.kind === 'failed' && answer.why, 'no-resolver');
});

test('what does not validate is bogus', async () => {
  assert.equal((await resolverOf(dns.endpoint).ask('bogus.example.com', 'A') as { why: string }).why, 'bogus');
});

test('answers to other questions, with another id, and noise are passed over', async () => {
  const liar = createSocket('udp4');
  liar.on('message', (data, { port, address }) => {
    const forged = Buffer.from(data);
    forged.writeUInt16BE((forged.readUInt16BE(0) + 1) % 0x10000, 0);
    forged[2] = 0x81;
    liar.send(forged, port, address);
    liar.send(Buffer.from('noise'), port, address);
    liar.send(Buffer.from(data), port, address);
  });
  await new Promise<void>((resolve) => liar.bind(0, '127.0.0.1', resolve));
  const answer = await resolverOf({ address: '127.0.0.1', port: liar.address().port }).ask('example.com', 'A');
  liar.close();
  assert.equal(answer.kind === 'failed' && answer.why, 'no-resolver');
});

test('a stream without end over TCP: one message is read of it', async () => {
  const { tcp, udp, port } = await bindBoth(() => ({ tcp: endless(), udp: createSocket('udp4') }), '127.0.0.1');
  udp.on('message', (data, from) => {
    assert.equal(decode(data).questions?.[0]?.type, 'TXT');
    const cut = Buffer.from(data);
    cut.writeUInt16BE(0x8380, 2);
    udp.send(cut, from.port, from.address);
  });
  const answer = await resolverOf({ address: '127.0.0.1', port }).ask('example.com', 'TXT');
  udp.close();
  tcp.close();
  assert.equal(answer.kind, 'failed');
});

function endless(): Server {
  return createServer((socket) => {
    socket.on('error', () => undefined);
    const write = (): void => void (socket.writable && socket.write(Buffer.alloc(1 << 20, 0xff), write));
    write();
  });
}
