// A certificate over its whole life, with a real name server and a real authority.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { REPOSITORY, STSCTL } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';
import { startCertificateHost, whyNoCertificateHost, type CertificateHost } from './certificate-host.ts';
import { hostState } from './host-state.ts';
import { IPV4, IPV6 } from './zone.ts';

const NAME = 'mta-sts.example.com';
const FILE = `/etc/ssl/${NAME}.fullchain.pem`;
const SILENT = { exit: 0, stdout: '', stderr: '' } as const;
/** Of a certificate for 90 days, 10 are left: due (acme-client(1): a third). */
const IN_80_DAYS = { ahead: '+80d' } as const;
/** acme-client(1) renews whatever has three days left. */
const DUE_AT_ONCE_SECONDS = 86_400;

/** The two ways of renewal: stsctl on the host, and the base system alone for a host that has no stsctl. */
const BASE_LINE = readFileSync(join(REPOSITORY, 'test/fixtures/tutorial/crontab'), 'latin1');
const WAYS = [
  { way: 'stsctl renew', crontab: null },
  { way: 'the base system alone', crontab: BASE_LINE },
] as const;

for (const { way, crontab } of WAYS) describe(`a certificate, renewed by ${way}`, { skip: whyNoCertificateHost() }, () => {
  let host: CertificateHost;
  before(async () => {
    host = await startCertificateHost();
    if (crontab !== null) host.namespace.run(['/usr/bin/crontab', '-u', 'root', '-'], { input: crontab });
    host.dns.set(NAME, { a: [IPV4], aaaa: [IPV6] });
    host.write('/etc/stsctl.conf', `${TUTORIAL}\n${host.acmeSection()}`);
    host.publish();
  });
  after(() => host?.end());

  /** stsctl gives its programs an environment of their own, without faketime: there a short-lived one is due at once. */
  const DUE = crontab === null ? {} : IN_80_DAYS;
  function makeDue(): void {
    if (crontab !== null) return;
    host.authority.start({ validitySeconds: DUE_AT_ONCE_SECONDS });
    host.namespace.demand('acme-client', '-F', NAME);
    host.namespace.demand('rcctl', 'reload', 'httpd');
  }

  /** The one on disk is the one that is served at every address, and a sender trusts it. */
  function assertServed(serial: string): void {
    assert.deepEqual([host.storedSerial(FILE), host.servedSerial(NAME), host.servedSerial(NAME, IPV6)], [serial, serial, serial]);
    // A renewal that failed is told by check(8) as well, and is no matter of what is served.
    const findings = host.stsctl('check').stdout.split('\n').filter((line) => /: (error|warning): /.test(line) && !line.includes('the last renewal of'));
    assert.deepEqual(findings, []);
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
    const { exit, stdout, stderr } = run();
    assert.notEqual(exit, 0);
    assert.match(stdout + stderr, crontab === null ? /^stsctl renew on \S+: 1 of 1 certificate not renewed\n/ : /^acme-client: /, 'cron has something to mail');
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

  if (crontab === null) test('renew -n says what is due and does nothing; -v and --json tell each certificate', () => {
    const serial = host.storedSerial(FILE);
    assert.deepEqual(host.stsctl('renew', '-n'), { exit: 0, stdout: `${NAME}: 89 days left, not due\n`, stderr: '' });
    const later = host.namespace.run([process.execPath, STSCTL, 'renew', '-n'], IN_80_DAYS);
    assert.deepEqual([later.exit, later.stdout], [2, `${NAME}: 9 days left, due: acme-client ${NAME}\n`]);
    assert.match(host.stsctl('renew', '-v').stdout, /^mta-sts\.example\.com: not due, expires \d{4}-\d\d-\d\d\n$/);
    const { handles, reload } = JSON.parse(host.stsctl('renew', '--json').stdout) as { handles: { handle: string; result: string }[]; reload: string };
    assert.deepEqual([handles.map(({ handle, result }) => [handle, result]), reload], [[[NAME, 'not-due']], 'needless']);
    assert.equal(host.storedSerial(FILE), serial);
  });

  test('due by the calendar: the cron job renews it and httpd serves the new one', () => {
    makeDue();
    assertRenewed(() => host.cron(NAME, DUE));
  });

  // The base system alone does not look at what is served.
  if (crontab === null) test('a reload that was missed is made up for by the next run', () => {
    host.namespace.demand('acme-client', '-F', NAME);
    const onDisk = host.storedSerial(FILE);
    assert.notEqual(host.servedSerial(NAME), onDisk);
    host.authority.stop();
    const { exit, stdout } = host.cron(NAME);
    host.authority.start({ validitySeconds: DUE_AT_ONCE_SECONDS });
    assert.equal(exit, 1, 'the authority is down, which is told');
    assert.match(stdout, /^httpd: {3}reloaded$/m);
    assertServed(onDisk);
  });

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
    const { exit, stdout, stderr } = host.cron(NAME);
    assert.equal(exit, 1);
    assert.match(stdout + stderr, /connection refused/);
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
