// Name servers of one zone, asked directly: 127.0.0.1 and 127.0.0.2 on one port, behind a resolver that knows where they are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Resolver } from '../../src/check/dns/resolver.ts';
import { finderOf } from '../../src/check/found.ts';
import { judgeNameServers } from '../../src/check/judge-name-servers.ts';
import { NameServers } from '../../src/check/name-servers.ts';
import { freePorts } from '../support/free-ports.ts';
import { startDnsServer, type DnsServer, type Records, type Zone } from '../support/dns-server.ts';

const OWNER = '_mta-sts.example.com';
const version = (serial: number, TXT: Records['TXT'] = ['v=STSv1; id=1;']): Zone => ({ 'example.com': { SOA: serial }, [OWNER]: { TXT } });
const KNOWN: Zone = { 'example.com': { NS: ['ns1.example.com', 'ns2.example.com'] }, 'ns1.example.com': { A: ['127.0.0.1'] }, 'ns2.example.com': { A: ['127.0.0.2'] }, [OWNER]: { TXT: ['x'] } };

let resolver: DnsServer;
let one: DnsServer;
let two: DnsServer;
let port = 0;
before(async () => {
  [port = 0] = await freePorts(1);
  resolver = await startDnsServer(KNOWN);
  one = await startDnsServer({}, { port });
  two = await startDnsServer({}, { address: '127.0.0.2', port });
});
after(() => [resolver, one, two].forEach((each) => each.close()));

interface Case {
  readonly known?: Zone;
  readonly one?: Zone;
  readonly two?: Zone;
  readonly allowPrivate?: boolean;
}

async function findings({ known = KNOWN, one: first = version(1), two: second = version(1), allowPrivate = true }: Case) {
  [resolver.zone, one.zone, two.zone] = [known, first, second];
  const asked = new NameServers(new Resolver({ servers: [resolver.endpoint], timeoutMs: 1000 }), { port, allowPrivate, timeoutMs: 1000 });
  return judgeNameServers(await asked.of(OWNER), finderOf('example.com'));
}

const text = async (each: Case) => (await findings(each)).map(({ code, severity, message }) => `${code} ${severity}: ${message}`).join('\n');

const GOOD: readonly (readonly [string, Case])[] = [
  ['the same everywhere', {}],
  ['the same records in another order', { one: version(1, ['v=STSv1; id=1;', 'x']), two: version(1, ['x', 'v=STSv1; id=1;']) }],
  ['no record anywhere', { one: { 'example.com': { SOA: 1 } }, two: { 'example.com': { SOA: 1 } } }],
  ['an alias out of the zone', { one: { [OWNER]: { CNAME: 'p.provider.example' } }, two: { [OWNER]: { CNAME: 'p.provider.example' } } }],
  ['no NS records to be seen', { known: {} }],
  ['none that can be heard', { one: { 'example.com': 'silent', [OWNER]: 'silent' }, two: { 'example.com': 'silent', [OWNER]: 'silent' } }],
];
for (const [title, each] of GOOD) test(`nothing to say: ${title}`, async () => assert.equal(await text(each), ''));

const SAID: readonly (readonly [string, Case, RegExp])[] = [
  ['a change on its way', { two: version(2, ['v=STSv1; id=2;']) }, /^ns-differs warning: the name servers disagree on _mta-sts\.example\.com: ns1\.example\.com \(serial 1\) has "v=STSv1; id=1;" and ns2\.example\.com \(serial 2\) has "v=STSv1; id=2;"$/],
  ['two minds in one version', { two: { 'example.com': { SOA: 1 } } }, /^ns-differs error: .* ns2\.example\.com \(serial 1\) has nothing$/],
  ['other versions of the same record', { two: version(7) }, /^ns-differs note: .*ns2\.example\.com \(serial 7\)$/],
  ['one that refuses', { two: { 'example.com': 'refused', [OWNER]: 'refused' } }, /^ns-unanswered warning: the name server ns2\.example\.com of example\.com does not answer for _mta-sts\.example\.com: REFUSED$/],
  ['one that is silent', { two: { 'example.com': 'silent', [OWNER]: 'silent' } }, /^ns-unanswered warning: .*ETIMEOUT$/],
  ['a zone of its own at _mta-sts', { known: { ...KNOWN, [OWNER]: { NS: ['ns2.example.com'] } }, two: { [OWNER]: { SOA: 9, TXT: ['x'] } } }, /^$/],
  ['names that are none, and servers without an address', { known: { ...KNOWN, 'example.com': { NS: ['\u001b[2J.example.com', '192.0.2.1', 'ns1.example.com', 'gone.example.com'] } } }, /^ns-passed-over note: [^\n]*gone\.example\.com/],
];
for (const [title, each, wanted] of SAID) test(title, async () => assert.match(await text(each), wanted));

test('a server that has the zone from elsewhere only', async () => {
  const lame = await startDnsServer(version(1), { address: '127.0.0.3', port, isAuthoritative: false });
  try {
    assert.match(await text({ known: { ...KNOWN, 'ns2.example.com': { A: ['127.0.0.3'] } } }), /^ns-unanswered warning: .*: it is not authoritative for example\.com$/);
  } finally {
    lame.close();
  }
});

test('who is behind is named, also when the serial wraps around', async () => {
  const [finding] = await findings({ one: version(4_294_967_290), two: version(5, ['v=STSv1; id=2;']) });
  assert.match(finding?.next ?? '', /see why ns1\.example\.com does not get it/);
});

test('private addresses are not connected to', async () => {
  [one.questions.length, two.questions.length] = [0, 0];
  assert.equal(await text({ allowPrivate: false }), '');
  assert.deepEqual([...one.questions, ...two.questions], []);
});

test('a thousand name servers: a few are asked', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `n${String(index).padStart(4, '0')}.example.com`);
  one.questions.length = 0;
  await findings({ known: { 'example.com': { NS: names }, ...Object.fromEntries(names.map((name) => [name, { A: ['127.0.0.1'] }])) } });
  assert.equal(one.questions.length, 16, 'two questions for each of eight');
});
