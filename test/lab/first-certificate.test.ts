// A first certificate that the authority refuses: nothing is left half-done, and the next apply goes on.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { TUTORIAL } from '../support/tutorial.ts';
import { startCertificateHost, whyNoCertificateHost, type CertificateHost } from './certificate-host.ts';
import { hostState } from './host-state.ts';
import { FURTHER_DOMAINS, IPV4, IPV6 } from './zone.ts';

const POLICY = TUTORIAL.slice(0, TUTORIAL.indexOf('[domain'));
const WWW = 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n';

describe('a first certificate', { skip: whyNoCertificateHost() }, () => {
  let host: CertificateHost;
  /** Fresh for each test: pebble may use a valid authorization again. */
  const domains = FURTHER_DOMAINS.values();
  const freshDomain = () => domains.next().value ?? '';
  before(async () => {
    host = await startCertificateHost();
  });
  beforeEach(() => {
    host.namespace.demand('rm', '-rf', '/etc/acme-client.conf', '/var/www/mta-sts', '/var/cron/tabs/root');
    host.write('/etc/httpd.conf', WWW);
    host.namespace.demand('rcctl', 'enable', 'httpd');
    host.namespace.demand('rcctl', 'restart', 'httpd');
  });
  after(() => host?.end());

  function configure(...names: string[]): void {
    const sections = names.map((name) => `[domain ${name}]\naddress[] = ${IPV4}\n`);
    host.write('/etc/stsctl.conf', `${POLICY}${sections.join('\n')}\n${host.acmeSection()}`);
  }

  function assertRefused(why: RegExp, ...options: string[]): void {
    const earlier = hostState(host);
    const applied = host.stsctl('apply', ...options);
    assert.match(applied.stderr, why);
    assert.equal(applied.exit, 1, applied.stderr);
    assert.match(applied.stderr, /^restored: /m);
    assert.match(applied.stderr, /^next: /m);
    assert.deepEqual(hostState(host), earlier);
  }

  const countOrders = () => host.authority.log().match(/order-plz/g)?.length ?? 0;

  function assertApplied(): void {
    const applied = host.stsctl('apply', '-q');
    assert.equal(applied.exit, 0, applied.stderr);
    host.publish();
    const checked = host.stsctl('check', '-q');
    assert.equal(checked.exit, 0, checked.stdout);
  }

  test('the name is not in the DNS yet', () => {
    const name = freshDomain();
    host.dns.set(`mta-sts.${name}`, null);
    configure(name);
    const orders = countOrders();
    assertRefused(/DNS has no address for mta-sts\./);
    assert.equal(countOrders(), orders, 'the authority was not asked');
    host.dns.set(`mta-sts.${name}`, { a: [IPV4] });
    assertApplied();
  });

  test('the DNS points elsewhere', () => {
    const name = freshDomain();
    host.dns.set(`mta-sts.${name}`, { a: ['203.0.113.99'] });
    configure(name);
    const orders = countOrders();
    assertRefused(/DNS points elsewhere: 203\.0\.113\.99 is neither this host's nor in stsctl\.conf/);
    assert.equal(countOrders(), orders, 'the authority was not asked');
  });

  test('the web server may not enter the directory of the challenges', () => {
    configure(freshDomain());
    const orders = countOrders();
    host.namespace.demand('chmod', '700', '/var/www/acme');
    try {
      assertRefused(/is forbidden \(403\)[\s\S]*next: +let www read \/var\/www\/acme/);
    } finally {
      host.namespace.demand('chmod', '755', '/var/www/acme');
    }
    assert.equal(countOrders(), orders, 'the authority was not asked');
  });

  test('the DNS has an IPv6 address that a kept server does not listen on', () => {
    const name = freshDomain();
    // Alone, since pebble picks one address by chance and does not try another.
    host.dns.set(`mta-sts.${name}`, { aaaa: [IPV6] });
    host.write('/etc/httpd.conf', `server "mta-sts.${name}" {\n\tlisten on ${IPV4} port 80\n\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}\n}\n`);
    host.namespace.demand('rcctl', 'restart', 'httpd');
    configure(name);
    assertRefused(/nothing listens on 2001:db8::7334 port 80, and mta-sts\.\S+ has that IPv6 address/, '--adopt');
  });

  test('the authority is not trusted', () => {
    configure(freshDomain());
    const trusted = host.read('/etc/ssl/cert.pem');
    host.write('/etc/ssl/cert.pem', host.read(host.authority.rootsFile));
    assertRefused(/the certificate of the authority's own server is not trusted/);
    host.write('/etc/ssl/cert.pem', trusted);
    assertApplied();
  });

  test('the authority rejects the order: said in its words and ours, and everything is put back', () => {
    configure('blocked-domain.example');
    assertRefused(/acme-client mta-sts\.blocked-domain\.example: the authority does not issue for this name/);
  });

  test('the second of three is refused: the others go live, it is told, and the next apply asks for it alone', () => {
    const names = [freshDomain(), freshDomain(), freshDomain()] as const;
    const files = [names[0], names[2]].map((name) => `/etc/ssl/mta-sts.${name}.fullchain.pem`);
    host.dns.set(`mta-sts.${names[1]}`, null);
    configure(...names);
    const applied = host.stsctl('apply');
    assert.equal(applied.exit, 2, applied.stderr);
    assert.match(applied.stderr, new RegExp(`DNS has no address for mta-sts\\.${names[1]}, and the authority looks there`));
    assert.match(applied.stderr, /^unchanged: what there was of the certificate of mta-sts\..*; everything else is applied/m);
    host.publish(names[0], names[2]);
    for (const name of [names[0], names[2]]) assert.equal(host.stsctl('check', name).exit, 0);
    const serials = files.map((file) => host.storedSerial(file));
    host.dns.set(`mta-sts.${names[1]}`, { a: [IPV4] });
    assertApplied();
    assert.deepEqual(files.map((file) => host.storedSerial(file)), serials);
  });
});
