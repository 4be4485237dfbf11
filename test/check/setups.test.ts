// A table of domains that work, without a false alarm, and of domains that are broken in one place, each found by its code.
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { formatPolicy } from '../../src/formats/mta-sts/format-policy.ts';
import type { Policy } from '../../src/model/config.ts';
import { Certificates, checkSetup, codesOf, DOMAIN, HOST, ID, MAIL, OURS, POLICY, type Pair, type Setup } from './_peers.ts';

const certificates = new Certificates();
let pair: Pair;
let wild: Pair;
let expired: Pair;
let ending: Pair;
let young: Pair;
let other: Pair;
let stranger: Pair;
const strangers = new Certificates();
before(async () => {
  pair = await certificates.pair([HOST, MAIL, DOMAIN, 'mx2.example.com']);
  [wild, expired, ending, young, other, stranger] = await Promise.all([
    certificates.pair(['*.example.com']),
    certificates.pair([HOST, MAIL], { days: 90, age: 91 }),
    certificates.pair([HOST, MAIL], { days: 90, age: 80 }),
    certificates.pair([HOST, MAIL], { days: 6, age: 1 }),
    certificates.pair(['www.example.com']),
    strangers.pair([HOST, MAIL]),
  ]);
});
after(() => (certificates.remove(), strangers.remove()));

const STS = `_mta-sts.${DOMAIN}`;
const RPT = `_smtp._tls.${DOMAIN}`;
const local = { A: ['127.0.0.1'] } as const;
const policyOf = (change: Partial<Policy>) => formatPolicy({ mode: 'enforce', mx: [MAIL], maxAgeSeconds: 604800, ...change });
const sts = (...TXT: (string | readonly string[])[]) => ({ zone: { [STS]: { TXT } } });
const mx = (...MX: [number, string][]) => ({ [DOMAIN]: { MX } });

/** Something now and then, as long as the socket is there. */
function drip(socket: Socket | null, write: () => void): void {
  const timer = setInterval(write, 50).unref();
  socket?.on('error', () => undefined).on('close', () => clearInterval(timer));
}

type Case = readonly [title: string, setup: () => Setup, ...codes: string[]];

const GOOD: readonly Case[] = [
  ['everything as it should be', () => ({})],
  ['one that we publish ourselves', () => ({ ours: OURS })],
  ['a record of several strings', () => sts(['v=STSv1; ', `id=${ID}`, ';'])],
  ['a record without the last semicolon', () => sts('v=STSv1; id=20260101')],
  ['a record by delegation', () => ({ zone: { [STS]: { CNAME: '_mta-sts.provider.example' }, '_mta-sts.provider.example': { TXT: ['v=STSv1; id=1;'] } } })],
  ['another TXT record beside it', () => sts('v=spf1 -all', 'v=STSv1; id=1;')],
  ['a policy host that is an alias', () => ({ zone: { [HOST]: { CNAME: 'host.provider.example' }, 'host.provider.example': local } })],
  ['a wildcard certificate', () => ({ policyTls: wild, smtp: { tls: wild } })],
  ['a wildcard in the policy', () => ({ policy: policyOf({ mx: ['*.example.com'] }) })],
  ['two MX, one below the other', () => ({ zone: { ...mx([20, 'mx2.example.com'], [10, MAIL]), 'mx2.example.com': local }, policy: policyOf({ mx: ['mx2.example.com', MAIL] }) })],
  ['a policy with LF', () => ({ policy: POLICY.replaceAll('\r', '') })],
  ['a policy of mode none', () => ({ policy: 'version: STSv1\nmode: none\nmax_age: 86400\n' })],
  ['a short-lived certificate', () => ({ policyTls: young, smtp: { tls: young } })],
  ['names in capitals', () => ({ zone: { ...mx([10, 'MAIL.Example.COM']) } })],
  ['a TXT record too long for UDP', () => sts('v=STSv1; id=1;', ['x'.repeat(255), ...Array.from({ length: 20 }, () => 'y'.repeat(250))])],
  ['no port 25 from here', () => ({ smtp: null })],
  ['CAA for our authority, at the domain', () => ({ ours: OURS, zone: { [DOMAIN]: { MX: [[10, MAIL]], CAA: ['issue "letsencrypt.org"'] } } })],
  ['CAA for our authority at the policy host, for others above', () => ({ ours: OURS, zone: { [DOMAIN]: { MX: [[10, MAIL]], CAA: ['issue ";"'] }, [HOST]: { ...local, CAA: ['issue "letsencrypt.org"'] } } })],
  ['CAA against others, of a domain that is not ours', () => ({ zone: { [DOMAIN]: { MX: [[10, MAIL]], CAA: ['issue ";"'] } } })],
  ['CAA that fails for the top-level domain', () => ({ ours: OURS, zone: { com: 'servfail' } })],
  ['a certificate by SNI alone', () => ({ smtp: { tls: other, contextFor: () => createSecureContext(pair) } })],
];

const BROKEN: readonly Case[] = [
  ['no record: no such name', () => ({ zone: { [STS]: null } }), 'sts-record-missing'],
  ['no record: the name has none', () => ({ zone: { [STS]: local } }), 'sts-record-missing'],
  ['nothing at all', () => ({ zone: { [STS]: null, [HOST]: null } }), 'sts-absent'],
  ['two records', () => sts('v=STSv1; id=1;', 'v=STSv1; id=2;'), 'sts-record-several'],
  ['the version in small letters', () => sts('v=stsv1; id=1;'), 'sts-record-malformed'],
  ['an id with a hyphen', () => sts('v=STSv1; id=2026-01-01;'), 'sts-record-malformed'],
  ['no id', () => sts('v=STSv1;'), 'sts-record-malformed'],
  ['quotes in the record', () => sts('"v=STSv1; id=1;"'), 'sts-record-malformed'],
  ['a later version beside it', () => sts('v=STSv1; id=1;', 'v=STSv10; id=2;'), 'sts-record-sender'],
  ['an alias to nowhere', () => ({ zone: { [STS]: { CNAME: 'gone.provider.example' } } }), 'sts-record-missing'],
  ['aliases in a circle', () => ({ zone: { [STS]: { CNAME: 'a.provider.example' }, 'a.provider.example': { CNAME: 'b.provider.example' }, 'b.provider.example': { CNAME: 'a.provider.example' } } }), 'dns-alias-loop'],
  ['SERVFAIL', () => ({ zone: { [STS]: 'servfail' } }), 'dns-servfail'],
  ['REFUSED', () => ({ zone: { [STS]: 'refused' } }), 'dns-refused'],
  ['bogus', () => ({ zone: { [STS]: 'bogus' } }), 'dns-bogus'],
  ['silence', () => ({ zone: { [STS]: 'silent' } }), 'dns-timeout'],
  ['garbage', () => ({ zone: { [STS]: 'garbage' } }), 'dns-too-large'],
  ['a pointer to itself', () => ({ zone: { [STS]: 'pointer-loop' } }), 'dns-unreadable'],
  ['cut off over TCP too', () => ({ zone: { [STS]: 'cut-off' } }), 'dns-unreadable'],
  ['an id that is not ours', () => ({ ...sts('v=STSv1; id=old;'), ours: OURS }), 'sts-id-differs'],
  ['the id ahead of the policy', () => ({ policy: policyOf({ maxAgeSeconds: 99999 }), ours: OURS }), 'policy-differs', 'sts-id-early'],
  ['two report records', () => ({ zone: { [RPT]: { TXT: ['v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:b@example.com'] } } }), 'tlsrpt-several'],
  ['a report record without scheme', () => ({ zone: { [RPT]: { TXT: ['v=TLSRPTv1; rua=a@example.com'] } } }), 'tlsrpt-malformed'],
  ['no report record though configured', () => ({ zone: { [RPT]: null }, ours: OURS }), 'tlsrpt-missing'],
  ['reports elsewhere than configured', () => ({ zone: { [RPT]: { TXT: ['v=TLSRPTv1; rua=mailto:x@example.net'] } }, ours: OURS }), 'tlsrpt-differs'],
  ['no address of the policy host', () => ({ zone: { [HOST]: null } }), 'address-unknown'],
  ['another address than configured', () => ({ ours: { ...OURS, addresses: ['127.0.0.1', '127.0.0.2'] }, zone: { [HOST]: { A: ['127.0.0.1'] } } }), 'address-differs', 'policy-unreachable'],
  ['private addresses', () => ({ options: { allowPrivate: false } }), 'address-private', 'mx-private'],
  ['a certificate of another name', () => ({ policyTls: other }), 'policy-certificate'],
  ['an expired certificate', () => ({ policyTls: expired }), 'policy-certificate'],
  ['a certificate near its end', () => ({ policyTls: ending }), 'policy-certificate-expiring'],
  ['a certificate of a stranger', () => ({ policyTls: stranger }), 'policy-certificate'],
  ['TLS 1.1', () => ({ policyTls: { ...pair, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } }), 'policy-tls'],
  ['a redirect', () => ({ policy: (_, response) => response.writeHead(302, { Location: 'https://example.com/' }).end() }), 'policy-status'],
  ['an HTML page', () => ({ policy: (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>') }), 'policy-malformed', 'policy-media-type'],
  ['NULs', () => ({ policy: '\0'.repeat(1000) }), 'policy-malformed'],
  ['an endless body', () => ({ policy: (_, response) => void response.writeHead(200, { 'Content-Type': 'text/plain' }).write('x'.repeat(100_000)) }), 'policy-too-large'],
  ['endless headers', () => ({ policy: (request) => void request.socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`) }), 'policy-http'],
  ['no HTTP at all', () => ({ policy: (request) => void request.socket.write('220 mail ESMTP\r\n') }), 'policy-http'],
  ['a body drop by drop', () => ({ policy: (_, response) => void (response.writeHead(200, { 'Content-Type': 'text/plain' }), response.write('v')) }), 'policy-slow'],
  ['a body byte by byte, without end', () => ({ policy: (_, response) => void (response.writeHead(200, { 'Content-Type': 'text/plain' }), drip(response.socket, () => response.write('v'))) }), 'policy-slow'],
  ['headers one by one, without end', () => ({ policy: ({ socket }) => void (socket.write('HTTP/1.1 200 OK\r\n'), drip(socket, () => socket.write('x: y\r\n'))) }), 'policy-slow'],
  ['a blank line at the end', () => ({ policy: `${POLICY}\r\n` }), 'policy-malformed'],
  ['a mode twice', () => ({ policy: `${POLICY}mode: testing\r\n` }), 'policy-sender'],
  ['a day is too long for it', () => ({ policy: policyOf({ maxAgeSeconds: 3600 }) }), 'policy-max-age-short'],
  ['no MX and no address', () => ({ zone: { [DOMAIN]: { TXT: ['x'] } } }), 'mx-none'],
  ['no such domain', () => ({ zone: { [DOMAIN]: null, [STS]: null, [HOST]: null, [MAIL]: null, [RPT]: null } }), 'domain-unknown', 'sts-absent'],
  ['an MX that the policy does not have', () => ({ zone: { ...mx([10, 'mx2.example.com']), 'mx2.example.com': local } }), 'mx-unmatched'],
  ['a wildcard for two labels', () => ({ policy: policyOf({ mx: ['*.com'] }) }), 'mx-unmatched'],
  ['an MX that is an address', () => ({ zone: mx([10, '192.0.2.1']) }), 'mx-name'],
  ['an MX with escape sequences', () => ({ zone: mx([10, '\u001b[31mred.example.com'], [20, MAIL]) }), 'mx-name'],
  ['an MX that is an alias', () => ({ zone: { [MAIL]: { CNAME: 'box.example.net' }, 'box.example.net': local } }), 'mx-alias'],
  ['an MX without address', () => ({ zone: { [MAIL]: null } }), 'mx-without-address'],
  ['a record of 60 KB of blanks', () => sts(['v=STSv1;', ...Array.from({ length: 240 }, () => ' '.repeat(250))]), 'sts-record-malformed'],
  ['a record of 60 KB that was meant for one', () => sts(['v=', ...Array.from({ length: 240 }, () => ' '.repeat(250))]), 'sts-record-missing'],
  ['a thousand MX', () => ({ zone: mx(...Array.from({ length: 1000 }, (_, index): [number, string] => [index, index === 0 ? MAIL : `m${index}.x.example`])), policy: policyOf({ mx: [MAIL, '*.x.example'] }) }), 'mx-many', 'mx-without-address'],
  ['CAA for another authority', () => ({ ours: OURS, zone: { [DOMAIN]: { MX: [[10, MAIL]], CAA: ['issue "ca.example"'] } } }), 'caa-forbids'],
  ['CAA for another authority at the target of an alias', () => ({ ours: OURS, zone: { [HOST]: { CNAME: 'host.provider.example' }, 'host.provider.example': { ...local, CAA: ['issue "ca.example"'] } } }), 'caa-forbids'],
  ['a critical property of CAA', () => ({ ours: OURS, zone: { [DOMAIN]: { MX: [[10, MAIL]], CAA: ['!tbs "x"'] } } }), 'caa-forbids'],
  ['no STARTTLS', () => ({ smtp: { extensions: ['SIZE 1000'] } }), 'mx-no-starttls'],
  ['STARTTLS that fails', () => ({ smtp: { onStarttls: '454 not now' } }), 'mx-tls'],
  ['a mail host with TLS 1.1', () => ({ smtp: { tls: { ...pair, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } } }), 'mx-tls'],
  ['a mail host that turns us away', () => ({ smtp: { greeting: '554 no' } }), 'mx-refused'],
  ['a mail host that says nothing', () => ({ smtp: { greeting: null } }), 'mx-slow'],
  ['a mail host that stops', () => ({ smtp: { isMute: true } }), 'mx-slow'],
  ['a mail host that talks without end', () => ({ smtp: { greeting: `220-${'x'.repeat(60_000)}` } }), 'mx-refused'],
  ['a mail host with a certificate of another name', () => ({ smtp: { tls: other } }), 'mx-certificate'],
  ['a mail host with an expired certificate', () => ({ smtp: { tls: expired } }), 'mx-certificate'],
  ['a mail host with a certificate of a stranger', () => ({ smtp: { tls: stranger } }), 'mx-certificate'],
  ['a mail host with a certificate near its end', () => ({ smtp: { tls: ending } }), 'mx-certificate-expiring'],
];

async function codes(setup: Setup): Promise<string[]> {
  return codesOf(await checkSetup(setup, pair, certificates.ca));
}

describe('no false alarm', { concurrency: 8 }, () => {
  for (const [title, setup] of GOOD) test(title, async () => assert.deepEqual(await codes(setup()), []));
});

describe('found', { concurrency: 8 }, () => {
  for (const [title, setup, ...wanted] of BROKEN) test(title, async () => assert.deepEqual(await codes(setup()), [...wanted].sort()));
});

test('the table has 30 broken domains and 10 good ones at least, each with a title of its own', () => {
  const titles = [...GOOD, ...BROKEN].map(([title]) => title);
  assert.equal(new Set(titles).size, titles.length);
  assert.ok(BROKEN.length >= 30 && GOOD.length >= 10, `${BROKEN.length} broken, ${GOOD.length} good`);
});

test('policy and mail host are asked side by side: each answers once the other has been asked', async () => {
  const waiting: (() => void)[] = [];
  const both = () => new Promise<void>((resolve) => waiting.push(resolve) === 2 && waiting.forEach((go) => go()));
  const policy: Setup['policy'] = (_, response) => void both().then(() => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(POLICY));
  assert.deepEqual(await codes({ policy, smtp: { ready: both } }), []);
  assert.equal(waiting.length, 2);
});
