// Small decisions of the plan that whole plans seldom turn on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AcmeClientConf } from '../../src/model/acme-client-conf.ts';
import type { HttpdConf } from '../../src/model/httpd-conf.ts';
import { certificatePaths } from '../../src/plan/certificate-paths.ts';
import { keptCertificate } from '../../src/plan/kept-certificate.ts';
import { reachedSockets } from '../../src/plan/reached-sockets.ts';
import { desiredOf } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';
import { TUTORIAL } from '../support/tutorial.ts';

function confOn(...resolved: string[]): HttpdConf {
  return { servers: [{ listens: [{ port: 443, resolved }] }] } as unknown as HttpdConf;
}

function socketsFor(address: string, own: readonly string[], ...sockets: string[]): (string | null)[] {
  return reachedSockets([address], 443, { conf: confOn(...sockets), facts: factsOf({ facts: { addresses: [...own] } }) }).map(({ socket }) => socket);
}

test('an address of this host comes in on its own socket, else on any of its family', () => {
  const own = ['203.0.113.1', '2001:db8::1'];
  assert.deepEqual(socketsFor('203.0.113.1', own, '0.0.0.0', '203.0.113.1'), ['203.0.113.1']);
  assert.deepEqual(socketsFor('203.0.113.1', own, '::', '0.0.0.0'), ['0.0.0.0']);
  assert.deepEqual(socketsFor('2001:db8::1', own, '0.0.0.0', '::'), ['::']);
  assert.deepEqual(socketsFor('2001:db8::1', own, '0.0.0.0'), [null]);
  assert.deepEqual(socketsFor('203.0.113.1', own, '::'), [null]);
});

test('an address that a packet filter translates may come in on each of its family but the loopback', () => {
  const sockets = ['10.0.0.1', '127.0.0.1', '0.0.0.0', '::1', 'fd00::1'];
  assert.deepEqual(socketsFor('203.0.113.9', [], ...sockets), ['10.0.0.1', '0.0.0.0']);
  assert.deepEqual(socketsFor('2001:db8::9', [], ...sockets), ['fd00::1']);
  assert.deepEqual(socketsFor('203.0.113.9', [], '127.0.0.1'), [null]);
});

const TLS = { certificate: '/etc/ssl/a.pem', key: '/etc/ssl/private/a.key' };

function kept(handle: Readonly<Record<string, unknown>> | null, content: string | null = null) {
  const domains = handle === null ? [] : [{ handle: 'a', name: 'www.example.com', alternativeNames: [], fullChain: TLS.certificate, certificate: null, challengedir: '/var/www/acme', ...handle }];
  const facts = factsOf({ files: content === null ? {} : { [TLS.certificate]: content } });
  return keptCertificate('mta-sts.example.com', TLS as never, { domains } as unknown as AcmeClientConf, facts);
}

test('a kept server\'s certificate: a handle must name the host, and put its challenges where they are tested', () => {
  assert.match((kept({}) as { why: string }).why, /^handle "a", which writes its certificate, does not name/);
  assert.match((kept({ alternativeNames: ['mta-sts.example.com'], challengedir: '/var/www/own' }) as { why: string }).why, /puts its challenges into \/var\/www\/own/);
  assert.deepEqual(kept({ alternativeNames: ['mta-sts.example.com'] }), { handle: 'a', ...TLS, looksAt: TLS.certificate, challengedir: '/var/www/acme' });
  assert.deepEqual(kept({ name: 'mta-sts.example.com', certificate: '/etc/ssl/leaf.pem' }), { handle: 'a', ...TLS, looksAt: '/etc/ssl/leaf.pem', challengedir: '/var/www/acme' });
  assert.match((kept(null) as { why: string }).why, /^there is no \/etc\/ssl\/a\.pem, and no handle/);
  assert.match((kept(null, 'no certificate') as { why: string }).why, /holds no certificate$/);
});

test('where a certificate is: what is kept, else what the handle says, else our own; of no other host is anything known', () => {
  const [HOST, OTHER] = ['mta-sts.example.com', 'mta-sts.example.net'];
  const desired = desiredOf(`${TUTORIAL}\n[domain example.net]\n`);
  const nothing = { kept: () => ({ certificate: null }) } as never;
  const paths = (domains: readonly object[], adoption = nothing) => certificatePaths(desired, { domains } as unknown as AcmeClientConf, adoption);
  const own = (host: string) => ({ handle: host, certificate: `/etc/ssl/${host}.fullchain.pem`, key: `/etc/ssl/private/${host}.key`, looksAt: `/etc/ssl/${host}.fullchain.pem`, challengedir: '/var/www/acme' });
  assert.deepEqual([paths([]).of(HOST), paths([]).of(OTHER)], [own(HOST), own(OTHER)]);
  const handle = { handle: OTHER, fullChain: '/c', key: '/k', certificate: null, challengedir: '/var/www/ch' };
  assert.deepEqual([paths([handle]).of(HOST), paths([handle]).of(OTHER)], [own(HOST), { handle: OTHER, certificate: '/c', key: '/k', looksAt: '/c', challengedir: '/var/www/ch' }]);
  assert.equal(paths([{ ...handle, certificate: '/leaf' }]).of(OTHER).looksAt, '/leaf');
  const kept = { ...own(HOST), handle: null };
  assert.deepEqual(paths([handle], { kept: () => ({ certificate: kept }) } as never).of(OTHER), kept);
  assert.throws(() => paths([]).of('mta-sts.example.org'), /no domain has the policy host mta-sts\.example\.org/);
});
