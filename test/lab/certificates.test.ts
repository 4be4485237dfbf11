// A certificate over its whole life, with a real name server and a real authority.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { TUTORIAL } from '../support/tutorial.ts';
import { startCertificateHost, whyNoCertificateHost, type CertificateHost } from './certificate-host.ts';
import { hostState } from './host-state.ts';
import { IPV4, IPV6 } from './zone.ts';

const NAME = 'mta-sts.example.com';
const FILE = `/etc/ssl/${NAME}.fullchain.pem`;
const SILENT = { exit: 0, stdout: '', stderr: '' } as const;
/** Of a certificate for 90 days, 10 are left: due (acme-client(1): a third). */
const DUE = { ahead: '+80d' } as const;
/** acme-client(1) renews whatever has three days left. */
const DUE_AT_ONCE_SECONDS = 86_400;

describe('a certificate', { skip: whyNoCertificateHost() }, () => {
  let host: CertificateHost;
  before(async () => {
    host = await startCertificateHost();
    host.dns.set(NAME, { a: [IPV4], aaaa: [IPV6] });
    host.write('/etc/stsctl.conf', `${TUTORIAL}\n${host.acmeSection()}`);
  });
  after(() => host?.end());

  /** The one on disk is the one that is served at every address, and a sender trusts it. */
  function assertServed(serial: string): void {
    assert.deepEqual([host.storedSerial(FILE), host.servedSerial(NAME), host.servedSerial(NAME, IPV6)], [serial, serial, serial]);
    const checked = host.stsctl('check');
    assert.equal(checked.exit, 0, checked.stdout + checked.stderr);
  }

  /** Runs the cron job, which must bring another certificate. */
  function assertRenewed(run: () => ReturnType<CertificateHost['cron']>): void {
    const old = host.storedSerial(FILE);
    const { exit, stdout, stderr } = run();
    assert.deepEqual([exit, stderr], [0, ''], stdout);
    assert.notEqual(host.storedSerial(FILE), old);
    assertServed(host.storedSerial(FILE));
  }

  /** Runs the cron job, which must tell why it failed and leave everything as it was. */
  function assertFailed(run: () => ReturnType<CertificateHost['cron']>): void {
    const [serial, earlier] = [host.storedSerial(FILE), hostState(host)];
    const { exit, stderr } = run();
    assert.notEqual(exit, 0);
    assert.match(stderr, /^acme-client: /, 'cron has something to mail');
    assert.deepEqual(hostState(host), earlier);
    assertServed(serial);
  }

  test('the first one is asked for, stored, served and trusted', () => {
    const applied = host.stsctl('apply');
    assert.equal(applied.exit, 0, applied.stderr);
    assertServed(host.storedSerial(FILE));
  });

  test('nothing is due: the cron job says nothing', () => {
    const serial = host.storedSerial(FILE);
    assert.deepEqual(host.cron(NAME), SILENT);
    assertServed(serial);
  });

  test('due by the calendar: the cron job renews it and httpd serves the new one', () => assertRenewed(() => host.cron(NAME, DUE)));

  test('the authority is down: the cron job tells, the old one stays served', () => {
    host.authority.stop();
    assertFailed(() => host.cron(NAME, DUE));
    assert.deepEqual(host.stsctl('apply'), SILENT);
  });

  test('the authority is back, and has forgotten the account: the cron job renews', () => {
    host.authority.start({ validitySeconds: DUE_AT_ONCE_SECONDS });
    assertRenewed(() => host.cron(NAME, DUE));
  });

  test('due because it is short-lived: the cron job renews', () => assertRenewed(() => host.cron(NAME)));

  test('httpd is stopped: the cron job tells; apply starts it again', () => {
    // A fresh pebble: no authorization is left that could be used again.
    host.authority.start({ validitySeconds: DUE_AT_ONCE_SECONDS });
    const serial = host.storedSerial(FILE);
    host.namespace.demand('rcctl', 'stop', 'httpd');
    const { exit, stderr } = host.cron(NAME);
    assert.equal(exit, 1);
    assert.match(stderr, /connection refused/);
    assert.equal(host.stsctl('apply', '-q').exit, 0);
    assertServed(serial);
  });

  test('the authority refuses nine nonces of ten: another certificate, or a clean failure', () => {
    host.authority.start({ validitySeconds: DUE_AT_ONCE_SECONDS, env: { PEBBLE_WFE_NONCEREJECT: '90' } });
    const [serial, earlier] = [host.storedSerial(FILE), hostState(host)];
    const { exit, stderr } = host.cron(NAME);
    assert.deepEqual(hostState(host), earlier, 'no token is left');
    assert.equal(host.storedSerial(FILE) !== serial, exit === 0, stderr);
    assertServed(host.storedSerial(FILE));
  });
});
