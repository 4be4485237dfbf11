// A policy's life on a host with real peers: nsd, pebble, Postfix; only the clock of stsctl goes ahead.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Certificates } from '../check/_peers.ts';
import { missingPrograms } from '../support/missing-programs.ts';
import { STSCTL, type Ran } from '../support/stsctl.ts';
import { startCertificateHost, whyNoCertificateHost, type CertificateHost } from './certificate-host.ts';
import { MailServer } from './mail-server.ts';
import { IPV4 } from './zone.ts';

const MAIL = 'mail.example.com';
const ROOTS = '/etc/ssl/roots.pem';
const CONF = `; the only one\n[policy]\nmode = testing\nmax_age = 86400\nmx[] = ${MAIL}\n\n[domain example.com]\naddress[] = ${IPV4}\n\n`;
const SITE = 'server "www.example.com" {\n\tlisten on * port 8080\n}\n';

describe('a policy over time, with real peers', { skip: whyNoCertificateHost('postfix') }, () => {
  let host: CertificateHost;
  const certificates = new Certificates();
  before(async () => {
    host = await startCertificateHost();
    const mail = new MailServer(host.namespace);
    const { key, cert } = await certificates.pair([MAIL]);
    mail.serve(key + cert);
    host.write(ROOTS, host.read(host.authority.rootsFile) + certificates.ca.join(''));
    host.write('/etc/httpd.conf', SITE);
    host.write('/etc/stsctl.conf', CONF + host.acmeSection());
  });
  after(async () => {
    await host?.end();
    certificates.remove();
  });

  function at(days: number, ...argv: string[]): Ran {
    return host.namespace.run([process.execPath, STSCTL, ...argv, ...(argv[0] === 'rollback' ? [] : ['--ca-file', ROOTS])], { ahead: `+${days}d` });
  }

  function publish(): void {
    host.publish();
    host.dns.set('example.com', { mx: [`10 ${MAIL}.`] });
    host.dns.set(MAIL, { a: [IPV4] });
  }

  const modes = () => host.read('/var/db/stsctl/ledger').split('\n').flatMap((line) => /"policy":.*mode: (\w+)/.exec(line)?.[1] ?? []);
  const told = (ran: Ran, exit: number, expected: RegExp) => {
    assert.equal(ran.exit, exit, ran.stdout + ran.stderr);
    assert.match(ran.stdout, expected);
  };

  test('apply writes what is served into the ledger', () => {
    const { exit, stderr } = at(0, 'apply', '-q');
    assert.equal(exit, 0, stderr);
    assert.deepEqual(modes(), ['testing']);
    publish();
    told(at(0, 'mode', 'testing', 'example.com'), 0, /is in mode testing/);
  });

  test('enforce, a rollback, and enforce again: the ledger has each', () => {
    const conf = host.read('/etc/stsctl.conf');
    told(at(1, 'mode', 'enforce', 'example.com'), 2, /not yet: reports/);
    told(at(1, 'mode', '--force', 'enforce', 'example.com'), 2, /its record is not published/);
    assert.equal(host.read('/etc/stsctl.conf'), conf.replace('testing', 'enforce'));
    assert.equal(at(1, 'rollback').exit, 0);
    assert.equal(host.read('/etc/stsctl.conf'), conf);
    assert.deepEqual(modes(), ['testing', 'enforce', 'testing']);
    told(at(1, 'mode', '--force', 'enforce', 'example.com'), 2, /its record is not published/);
    publish();
    told(at(1, 'mode', 'enforce', 'example.com'), 2, /waits: until /);
    told(at(3, 'mode', 'enforce', 'example.com'), 0, /is in mode enforce/);
    told(at(3, 'status'), 0, /^example\.com +enforce .* ok +-$/m);
  });

  test('a real sender takes each policy', { skip: missingPrograms(['mta-sts-query']).length > 0 ? 'needs mta-sts-query' : false }, () => {
    const asked = host.namespace.run(['mta-sts-query', 'example.com'], { env: { PATH: '/usr/bin:/bin', SSL_CERT_FILE: ROOTS } });
    assert.match(asked.stdout, /'mode': 'enforce'/, asked.stdout + asked.stderr);
  });

  test('retired: what was there before stsctl is there, and nothing else', () => {
    told(at(4, 'retire', 'example.com'), 2, /its record is not published/);
    publish();
    told(at(4, 'retire', '--now', 'example.com'), 2, /leave --now out/);
    told(at(4, 'retire', 'example.com'), 2, /waits: then the record of example\.com goes/);
    told(at(7, 'retire', 'example.com'), 2, /take away: _mta-sts\.example\.com TXT/);
    host.dns.set('_mta-sts.example.com', null);
    told(at(7, 'retire', 'example.com'), 2, /waits: until/);
    told(at(9, 'retire', 'example.com'), 0, /MTA-STS is taken back/);
    assert.equal(host.read('/etc/httpd.conf').trim(), SITE.trim());
    assert.doesNotMatch(host.read('/etc/acme-client.conf'), /mta-sts/);
    assert.equal(host.run('/usr/bin/crontab', '-u', 'root', '-l').exit, 1);
    assert.match(host.run('/bin/sh', '-c', 'ls /etc/ssl').stdout, /mta-sts\.example\.com\.fullchain\.pem\.\d{8}T\d{6}Z/);
    assert.equal(host.run('/usr/sbin/rcctl', 'check', 'httpd').exit, 0, 'the other site goes on');
    told(at(9, 'rollback'), 0, /remove|change/);
    assert.match(host.read('/etc/stsctl.conf'), /\[domain example\.com\]/);
    assert.equal(host.stsctl('plan').exit, 0, 'a rollback brings all of it back');
  });

  test('--revoke: the authority has revoked it, and a rollback says that it stays so', () => {
    const certificate = '/etc/ssl/mta-sts.example.com.fullchain.pem';
    const serial = host.storedSerial(certificate);
    assert.equal(host.authority.statusOf(serial), 'Valid');
    const rehearsed = at(9, '-n', 'retire', '--revoke', 'example.com');
    told(rehearsed, 2, /^ *\d+\. acme-client -r -v mta-sts\.example\.com\n.*; undo: none$/m);
    assert.ok(rehearsed.stdout.indexOf('rcctl reload httpd') < rehearsed.stdout.indexOf('acme-client -r'));
    assert.equal(host.authority.statusOf(serial), 'Valid');
    told(at(9, 'retire', '--revoke', 'example.com'), 0, /MTA-STS is taken back/);
    assert.equal(host.authority.statusOf(serial), 'Revoked');
    const left = host.run('/bin/sh', '-c', 'ls /etc/ssl /etc/ssl/private').stdout;
    assert.doesNotMatch(left, /^mta-sts\.example\.com\.fullchain\.pem$/m);
    assert.match(left, /^mta-sts\.example\.com\.key\.\d{8}T\d{6}Z$/m);
    told(at(9, 'rollback'), 0, /^note: the certificate of mta-sts\.example\.com is revoked and stays so; a new one comes by: stsctl apply$/m);
    assert.match(host.read('/etc/httpd.conf'), /server "mta-sts\.example\.com"/);
  });
});
