// The renewal where the host is in its way: no place for its state, a lock of before, a service that does not start, a name that is no good.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TUTORIAL } from '../support/tutorial.ts';
import { startCertificateHost, whyNoCertificateHost, type CertificateHost } from './certificate-host.ts';
import { FURTHER_DOMAINS, IPV4 } from './zone.ts';

const POLICY = TUTORIAL.slice(0, TUTORIAL.indexOf('[domain'));
/** acme-client(1) renews whatever has three days left. */
const DUE_AT_ONCE = { validitySeconds: 86_400 } as const;
const [DOMAIN = '', BAD = '', GOOD = ''] = FURTHER_DOMAINS;
const certificateOf = (domain: string) => `/etc/ssl/mta-sts.${domain}.fullchain.pem`;
/** What smtpd would be: each restart is a line, and with the other file there it does not start. */
const SMTPD = '#!/bin/sh\nif [ "$2" = smtpd ]; then\n\tif [ -e /var/smtpd.broken ]; then echo "smtpd(failed)"; exit 1; fi\n\t[ "$1" = restart ] && echo restart >>/var/smtpd.log\n\techo "smtpd(ok)"; exit 0\nfi\n';

describe('a renewal that the host is in the way of', { skip: whyNoCertificateHost() }, () => {
  let host: CertificateHost;
  before(async () => {
    host = await startCertificateHost(DUE_AT_ONCE);
    host.write('/usr/sbin/rcctl', host.read('/usr/sbin/rcctl').replace('#!/bin/sh\n', SMTPD));
    configure(`[domain ${DOMAIN}]\naddress[] = ${IPV4}\n`);
    const applied = host.stsctl('apply', '-q');
    assert.equal(applied.exit, 0, applied.stderr);
  });
  after(() => host?.end());

  function configure(sections: string, more = ''): void {
    host.write('/etc/stsctl.conf', `${POLICY}${sections}\n${host.acmeSection()}${more}`);
  }

  const onDisk = () => host.storedSerial(certificateOf(DOMAIN));
  const restarts = () => host.run('cat', '/var/smtpd.log').stdout.split('\n').length - 1;

  const PLACES: readonly (readonly [string, string, RegExp])[] = [
    ['full', 'dd if=/dev/zero of=/var/db/stsctl/full bs=1k 2>/dev/null || true', /no space left/],
    ['read-only', 'mount -o remount,ro /var/db/stsctl', /read-only/],
  ];
  for (const [title, spoil, why] of PLACES) {
    test(`/var/db/stsctl is ${title}: renewed, loaded, and told that nothing could be recorded`, () => {
      const old = onDisk();
      host.namespace.demand('/bin/sh', '-ec', `mount -t tmpfs -o size=64k tmpfs /var/db/stsctl; ${spoil}`);
      const { exit, stdout, stderr } = host.stsctl('renew');
      host.namespace.demand('umount', '/var/db/stsctl');
      assert.equal(exit, 1, stderr);
      assert.notEqual(onDisk(), old);
      assert.equal(host.servedSerial(`mta-sts.${DOMAIN}`), onDisk());
      assert.match(stdout, new RegExp(`^what was done can't be recorded in /var/db/stsctl: .*${why.source}`, 'm'));
      assert.match(stdout, /^\/var\/db\/stsctl\/lock: can't be written: .*; renewed without a lock$/m);
    });
  }

  test('a lock that is empty, cut off, or of a process that was there before the reboot keeps nobody out; one that is held does', () => {
    const pid = host.namespace.startDaemon(['sleep', '600'], '/var/log/sleep');
    const lock = (start: string) => `${JSON.stringify({ pid, start, since: '2026-11-24T00:00:00.000Z', from: 'laptop' })}\n`;
    for (const text of ['', '{"pid":', lock('Mon Nov 23 10:00:00 2020')]) {
      host.write('/var/db/stsctl/lock', text, 0o600);
      assert.equal(host.stsctl('renew').exit, 0, text);
    }
    const start = host.namespace.demand('env', 'TZ=UTC0', 'ps', '-o', 'lstart=', '-p', String(pid)).trim().replace(/\s+/g, ' ');
    host.write('/var/db/stsctl/lock', lock(start), 0o600);
    const refused = host.stsctl('renew');
    assert.equal(refused.exit, 1);
    assert.match(refused.stderr, new RegExp(`holds the lock on this host: pid ${pid} since 2026-11-24T00:00:00\\.000Z, run on laptop$`, 'm'));
    host.namespace.stopDaemon(pid);
    assert.equal(host.stsctl('renew').exit, 0);
  });

  test('a service that does not start is told, and restarted by the next run that it can', () => {
    configure(`[domain ${DOMAIN}]\naddress[] = ${IPV4}\n`, 'also_restart[] = smtpd\n');
    host.write('/var/smtpd.broken', '');
    const first = host.stsctl('renew');
    assert.equal(first.exit, 1);
    assert.match(first.stdout, /^rcctl restart smtpd: exit 1: smtpd\(failed\)$/m);
    host.namespace.demand('rm', '/var/smtpd.broken');
    host.authority.start();
    host.namespace.demand('acme-client', '-F', `mta-sts.${DOMAIN}`);
    host.namespace.demand('rcctl', 'reload', 'httpd');
    const before = restarts();
    const second = host.stsctl('renew');
    assert.deepEqual([second.exit, second.stdout, restarts()], [0, '', before + 1], 'nothing is due any more');
    assert.equal(host.stsctl('renew').exit, 0);
    assert.equal(restarts(), before + 1, 'and nothing is owed any more');
  });

  test('apply restarts it too when it issues a certificate again', () => {
    const before = restarts();
    host.namespace.demand('chmod', '600', certificateOf(DOMAIN));
    host.write(certificateOf(DOMAIN), '');
    const applied = host.stsctl('apply');
    assert.equal(applied.exit, 0, applied.stderr);
    assert.match(applied.stdout, /^ *\d+\. rcctl restart smtpd$/m);
    assert.equal(restarts(), before + 1);
  });

  test('a bad name that joins a certificate in use spoils neither it nor a good domain beside it', () => {
    const live = `[domain ${DOMAIN}]\naddress[] = ${IPV4}\n`;
    configure(`${live}[domain blocked-domain.example]\ncertificate = ${DOMAIN}\naddress[] = ${IPV4}\n[domain ${GOOD}]\naddress[] = ${IPV4}\n`);
    const handles = host.read('/etc/acme-client.conf');
    const [serial, applied] = [onDisk(), host.stsctl('apply')];
    assert.equal(applied.exit, 2, applied.stderr);
    assert.match(applied.stderr, /^unchanged: what there was of the certificate of .*, and its handle, which is without mta-sts\.blocked-domain\.example again/m);
    assert.deepEqual([onDisk(), host.servedSerial(`mta-sts.${DOMAIN}`)], [serial, serial]);
    host.publish(GOOD);
    const checked = host.stsctl('check', GOOD);
    assert.equal(checked.exit, 0, checked.stdout);
    assert.ok(host.read('/etc/acme-client.conf').startsWith(handles));
    host.authority.start(DUE_AT_ONCE);
    configure(`${live}[domain ${GOOD}]\naddress[] = ${IPV4}\n`);
    host.namespace.demand('acme-client', '-F', `mta-sts.${DOMAIN}`);
    const renewed = host.stsctl('renew');
    assert.equal(renewed.exit, 0, renewed.stdout);
    assert.notEqual(onDisk(), serial);
  });

  test('a name that has left the certificate can be gone from the DNS: the others are renewed', () => {
    host.authority.start(DUE_AT_ONCE);
    const live = `[domain ${DOMAIN}]\naddress[] = ${IPV4}\n`;
    configure(`${live}[domain ${BAD}]\ncertificate = ${DOMAIN}\naddress[] = ${IPV4}\n`);
    const joined = host.stsctl('apply', '-q');
    assert.equal(joined.exit, 0, joined.stderr);
    host.dns.set(`mta-sts.${BAD}`, null);
    host.authority.start(DUE_AT_ONCE);
    configure(live);
    const applied = host.stsctl('apply');
    assert.equal(applied.exit, 0, applied.stderr);
    assert.match(applied.stdout, new RegExp(`^note: mta-sts\\.${BAD} leaves handle "mta-sts\\.${DOMAIN}"`, 'm'));
    const renewed = host.stsctl('renew');
    assert.equal(renewed.exit, 0, renewed.stdout);
    assert.deepEqual(host.stsctl('apply'), { exit: 0, stdout: '', stderr: '' });
  });

  test('httpd.conf is gone: one block says so, and the certificates are renewed', () => {
    const conf = host.read('/etc/httpd.conf');
    const old = onDisk();
    host.namespace.demand('rm', '/etc/httpd.conf');
    const { exit, stdout } = host.stsctl('renew');
    host.write('/etc/httpd.conf', conf);
    assert.equal(host.stsctl('apply', '-q').exit, 0);
    assert.equal(exit, 1);
    assert.notEqual(onDisk(), old);
    assert.match(stdout, /^\/etc\/httpd\.conf: is not there/m);
    assert.equal(stdout.match(/^ {2}next: /gm)?.length, 2, `that, and the reload that failed:\n${stdout}`);
  });

  test('a private root given to apply is given to the renewal', () => {
    host.namespace.demand('/usr/bin/crontab', '-r');
    const applied = host.stsctl('apply', '-q', '--ca-file', host.authority.rootsFile);
    assert.equal(applied.exit, 0, applied.stderr);
    assert.match(host.namespace.demand('/usr/bin/crontab', '-l'), new RegExp(` --ca-file ${host.authority.rootsFile} renew$`, 'm'));
    assert.deepEqual(host.cron(`mta-sts.${DOMAIN}`), { exit: 0, stdout: '', stderr: '' });
    assert.deepEqual(host.stsctl('apply'), { exit: 0, stdout: '', stderr: '' });
  });

  test('check says when nothing renews a certificate', () => {
    host.namespace.demand('/usr/bin/crontab', '-r');
    host.namespace.demand('rm', '/var/db/stsctl/renewals');
    const { exit, stdout } = host.stsctl('check', DOMAIN);
    assert.equal(exit, 2);
    assert.match(stdout, /warning: nothing renews mta-sts\..*: no line of root's crontab does/);
  });
});
