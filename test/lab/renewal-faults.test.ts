// stsctl renew when things go wrong: several handles, two runs, killed programs, a full disk, files that are no good.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { TUTORIAL } from '../support/tutorial.ts';
import { startCertificateHost, whyNoCertificateHost, type CertificateHost } from './certificate-host.ts';
import { STSCTL } from '../support/stsctl.ts';
import { FURTHER_DOMAINS, IPV4 } from './zone.ts';

const POLICY = TUTORIAL.slice(0, TUTORIAL.indexOf('[domain'));
/** acme-client(1) renews whatever has three days left. */
const DUE_AT_ONCE = { validitySeconds: 86_400 } as const;
/** STSCTL_LAB_HANDLES=100 for what issue asks; each is issued twice. */
const COUNT = Number(process.env['STSCTL_LAB_HANDLES'] ?? 12);

const certificateOf = (domain: string) => `/etc/ssl/mta-sts.${domain}.fullchain.pem`;
const keyOf = (domain: string) => `/etc/ssl/private/mta-sts.${domain}.key`;

describe('stsctl renew', { skip: whyNoCertificateHost() }, () => {
  let host: CertificateHost;
  const domains = FURTHER_DOMAINS.slice(0, COUNT);
  const [first = '', second = ''] = domains;
  before(async () => {
    host = await startCertificateHost(DUE_AT_ONCE);
    configure();
    assert.equal(host.namespace.run([process.execPath, STSCTL, 'apply', '-q'], { timeoutMs: 240_000 }).exit, 0);
  });
  after(() => host?.end());

  function configure(more = '', changed: readonly string[] = domains): void {
    const sections = changed.map((name) => `[domain ${name}]\naddress[] = ${IPV4}\n`);
    host.write('/etc/stsctl.conf', `${POLICY}${sections.join('\n')}${more}\n${host.acmeSection()}`);
  }

  const serials = () => domains.map((domain) => host.storedSerial(certificateOf(domain)));
  const assertServed = () => assert.deepEqual(domains.map((domain) => host.servedSerial(`mta-sts.${domain}`)), serials());

  test(`three of ${COUNT} fail: the others are renewed and served, the report names the three`, () => {
    const failing = [domains[1], domains[5], domains[COUNT - 1]] as string[];
    const old = serials();
    for (const domain of failing) host.dns.set(`mta-sts.${domain}`, null);
    // Forgets the authorizations it has.
    host.authority.start(DUE_AT_ONCE);
    const { exit, stdout } = host.namespace.run([process.execPath, STSCTL, 'renew'], { timeoutMs: 240_000 });
    for (const domain of failing) host.dns.set(`mta-sts.${domain}`, { a: [IPV4] });
    assert.equal(exit, 1);
    assert.match(stdout, new RegExp(`^stsctl renew on \\S+: 3 of ${COUNT} certificates not renewed$`, 'm'));
    const named = [...stdout.matchAll(/^mta-sts\.(\S+): not renewed: (.*)$/gm)];
    assert.deepEqual(named.map(([, domain]) => domain), failing);
    assert.deepEqual([...new Set(named.map(([, , why]) => why))], ['the authority could not look the name up']);
    assert.match(stdout, /^httpd: {3}reloaded$/m);
    const changed = serials().map((serial, index) => serial !== old[index]);
    assert.deepEqual(domains.filter((_, index) => !changed[index]), failing);
    assertServed();
    assert.match(host.read('/var/db/stsctl/renewals'), new RegExp(`^mta-sts\\.${failing[0]?.replaceAll('.', '\\.')} \\S+ failed \\S+$`, 'm'));
    assert.match(host.stsctl('check', failing[0] ?? '').stdout, /the last renewal of .* failed/);
  });

  test('recovery needs no hand: the next run renews them, and check is content', () => {
    const { exit, stdout } = host.namespace.run([process.execPath, STSCTL, 'renew'], { timeoutMs: 240_000 });
    assert.deepEqual([exit, stdout], [0, '']);
    assertServed();
    host.publish();
    const checked = host.stsctl('check');
    assert.equal(checked.exit, 0, checked.stdout);
  });

  test('what is wrong elsewhere on the host is told, and keeps no certificate from renewal', () => {
    const old = serials();
    const conf = host.read('/etc/httpd.conf');
    host.namespace.demand('/bin/sh', '-ec', 'mv /etc/httpd.conf /etc/httpd.conf.real; ln -s httpd.conf.real /etc/httpd.conf');
    const { exit, stdout } = host.namespace.run([process.execPath, STSCTL, 'renew'], { timeoutMs: 240_000 });
    host.namespace.demand('/bin/sh', '-ec', 'mv /etc/httpd.conf.real /etc/httpd.conf');
    assert.equal(host.read('/etc/httpd.conf'), conf);
    assert.equal(exit, 1);
    assert.match(stdout, /^\/etc\/httpd\.conf: is a symbolic link/m);
    assert.ok(serials().every((serial, index) => serial !== old[index]));
    assertServed();
  });

  test('a pair that httpd could not load: renewed, not reloaded, everything goes on being served', () => {
    const [spoilt = ''] = domains.slice(-1);
    const good = host.read(certificateOf(spoilt));
    host.namespace.demand('chmod', '600', certificateOf(spoilt));
    host.write(certificateOf(spoilt), good.slice(0, 300));
    const served = domains.map((domain) => host.servedSerial(`mta-sts.${domain}`));
    const { exit, stdout } = host.namespace.run([process.execPath, STSCTL, 'renew'], { timeoutMs: 240_000 });
    assert.equal(exit, 1);
    assert.match(stdout, /^httpd is not reloaded: .* does not begin with a whole certificate, and with that every TLS session on its port would fail\n.*\n {2}next: stsctl apply$/m);
    assert.deepEqual(domains.map((domain) => host.servedSerial(`mta-sts.${domain}`)), served);
    assert.equal(host.namespace.run([process.execPath, STSCTL, 'apply', '-q'], { timeoutMs: 240_000 }).exit, 0);
    assertServed();
  });

  test('acme-client is killed in the middle: told, the old certificate stays, the next run renews', async () => {
    configure('', [first]);
    const old = host.storedSerial(certificateOf(first));
    host.authority.start({ ...DUE_AT_ONCE, env: { PEBBLE_VA_NOSLEEP: '', PEBBLE_VA_SLEEPTIME: '5' } });
    const run = started('renew');
    host.namespace.demand('/bin/sh', '-c', 'until pkill -9 -f "[a]cme-client.* -v mta"; do sleep 0.2; done');
    const { exit, stdout } = await run;
    assert.equal(exit, 1);
    assert.match(stdout, /not renewed: .*(SIGKILL|exit 137)/);
    assert.equal(host.servedSerial(`mta-sts.${first}`), old);
    host.authority.start(DUE_AT_ONCE);
    assert.equal(host.stsctl('renew').exit, 0);
    assert.notEqual(host.servedSerial(`mta-sts.${first}`), old);
  });

  test('two at once: one renews, the other says who holds the lock and does nothing', async () => {
    host.authority.start({ ...DUE_AT_ONCE, env: { PEBBLE_VA_NOSLEEP: '', PEBBLE_VA_SLEEPTIME: '2' } });
    const results = await Promise.all([started('renew'), started('renew')]);
    assert.deepEqual(results.map(({ exit }) => exit).sort(), [0, 1]);
    const refused = results.find(({ exit }) => exit === 1);
    assert.match(refused?.stderr ?? '', /another run of stsctl holds the lock on this host: (pid \d+ since |it took it just now)/);
    assert.equal(host.servedSerial(`mta-sts.${first}`), host.storedSerial(certificateOf(first)));
  });

  test('stsctl is killed in the middle: its lock is taken over, and what is on disk then gets served', async () => {
    host.authority.start({ ...DUE_AT_ONCE, env: { PEBBLE_VA_NOSLEEP: '', PEBBLE_VA_SLEEPTIME: '1' } });
    const run = started('renew');
    host.namespace.demand('/bin/sh', '-c', 'until pgrep -f "[a]cme-client.* -v mta" >/dev/null; do sleep 0.1; done; pkill -9 -f "[s]tsctl renew"');
    await run;
    host.namespace.demand('/bin/sh', '-c', 'while pgrep -f "[a]cme-client.* -v mta" >/dev/null; do sleep 0.2; done');
    const { exit, stdout, stderr } = host.stsctl('renew');
    assert.deepEqual([exit, stdout, stderr], [0, '', '']);
    assert.equal(host.servedSerial(`mta-sts.${first}`), host.storedSerial(certificateOf(first)));
  });

  test('the disk is full while it writes: told, and the old certificate is still there and served', () => {
    const old = host.storedSerial(certificateOf(first));
    host.namespace.demand('/bin/sh', '-ec', 'mkdir -p /var/small; mount -t tmpfs -o size=16m tmpfs /var/small; cp -a /etc/ssl/. /var/small; mount --bind /var/small /etc/ssl; rm -f /etc/ssl/*.1; dd if=/dev/zero of=/etc/ssl/full bs=4k 2>/dev/null || true');
    try {
      const { exit, stdout } = host.stsctl('renew');
      assert.equal(exit, 1);
      assert.match(stdout, /not renewed: the disk is full/);
      assert.deepEqual([host.storedSerial(certificateOf(first)), host.servedSerial(`mta-sts.${first}`)], [old, old]);
      host.namespace.demand('rm', '/etc/ssl/full');
      assert.equal(host.stsctl('renew').exit, 0);
    } finally {
      host.namespace.demand('/bin/sh', '-ec', 'umount /etc/ssl; cp -a /var/small/. /etc/ssl; umount /var/small');
    }
    assert.equal(host.servedSerial(`mta-sts.${first}`), host.storedSerial(certificateOf(first)));
  });

  describe('what is no good on disk is mended by apply, and the old file kept', () => {
    const cases: readonly (readonly [string, RegExp, () => void])[] = [
      ['an empty certificate', /is empty/, () => host.write(certificateOf(first), '')],
      ['one that is cut off', /does not begin with a whole certificate/, () => host.write(certificateOf(first), host.read(certificateOf(first)).slice(0, 500))],
      ['one for another key', /is not for the key in/, () => host.write(certificateOf(first), host.read(certificateOf(second)))],
      ['a key that is none', /holds no key that can be used/, () => host.write(keyOf(first), 'garbage\n')],
      ['a key that all can read', /others than root can read or write this key/, () => host.namespace.demand('chmod', '644', keyOf(first))],
    ];
    for (const [title, why, spoil] of cases) {
      test(title, () => {
        // acme-client writes both 0444 and 0400: a new file takes their place.
        host.namespace.demand('chmod', '600', certificateOf(first), keyOf(first));
        spoil();
        const applied = host.stsctl('apply');
        assert.equal(applied.exit, 0, applied.stderr);
        assert.match(applied.stdout, why);
        assert.equal(host.servedSerial(`mta-sts.${first}`), host.storedSerial(certificateOf(first)));
        assert.deepEqual(host.stsctl('apply'), { exit: 0, stdout: '', stderr: '' });
      });
    }
    test('nothing was removed', () => {
      const aside = host.namespace.demand('/bin/sh', '-c', 'ls /etc/ssl /etc/ssl/private').split('\n').filter((name) => /\.\d{8}T\d{6}Z$/.test(name));
      assert.equal(aside.length, 6, aside.join(' '));
    });
  });

  test('one certificate for two domains: issued, served for both, renewed as one', () => {
    const shared = `\n[domain ${second}]\ncertificate = ${first}\naddress[] = ${IPV4}\n`;
    configure(shared, [first]);
    const applied = host.stsctl('apply');
    assert.equal(applied.exit, 0, applied.stderr);
    const serial = host.storedSerial(certificateOf(first));
    assert.deepEqual([first, second].map((domain) => host.servedSerial(`mta-sts.${domain}`)), [serial, serial]);
    host.publish();
    const checked = host.stsctl('check');
    assert.equal(checked.exit, 0, checked.stdout);
    assert.equal(host.stsctl('renew').exit, 0);
    assert.equal((JSON.parse(host.stsctl('renew', '--json').stdout) as { handles: unknown[] }).handles.length, 1);
    // Its own again: httpd may go on showing the shared one, which has the name and is on disk.
    configure('', [first, second]);
    const apart = host.stsctl('apply', '-q');
    assert.equal(apart.exit, 0, apart.stderr);
    assert.equal(host.stsctl('renew').exit, 0);
  });

  /** Runs while the test goes on. */
  function started(...argv: string[]): Promise<{ exit: number | null; stdout: string; stderr: string }> {
    const [program = '', ...rest] = host.namespace.argv(process.execPath, STSCTL, ...argv);
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' } });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk) => (said[stream] += String(chunk)));
    return new Promise((resolve) => child.once('close', (exit) => resolve({ exit, ...said })));
  }
});
