// stsctl dns --zone on a real nsd with a secondary: edited, judged, reloaded, answered, taken back; here and on another machine.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { missingPrograms } from '../support/missing-programs.ts';
import { STSCTL, type Ran } from '../support/stsctl.ts';
import { NameServers, PRIMARY, SECONDARY, ZONE_FILE } from './name-servers.ts';
import { startSshLab, whyNoSshHost, type SshLab } from './ssh-host.ts';

const missing = missingPrograms(['nsd', 'nsd-control', 'nsd-checkzone', 'nsd-checkconf']);
const HEAD = '$ORIGIN example.com.\n$TTL 60 ; short\n@\tIN SOA ns1 hostmaster (\n\t\t41 ; serial\n\t\t3600 600 86400 60 )\n';
const BODY = `\tNS\tns1\n\tNS\tns2\n\tTXT\t"v=spf1 mx -all"\nns1\tA\t${PRIMARY}\nns2\tA\t${SECONDARY}\nmail\tA\t203.0.113.25 ; the one\n\n; kept for old clients\npop\tCNAME\tmail\n`;
const ID = /^\[\["v=STSv1; id=[0-9a-f]{32};"\]\]$/;

describe('dns --zone', { skip: missing.length > 0 ? `needs ${missing.join(', ')}` : whyNoSshHost() }, () => {
  let lab: SshLab;
  let servers: NameServers;
  /** Higher for each test: the secondary never takes a lower one. */
  let serial = 100;
  let zone = '';
  const dns = (...argv: string[]): Ran => stsctl('dns', '--zone', ZONE_FILE, ...argv);
  const stsctl = (...argv: string[]): Ran => lab.namespace.run([process.execPath, STSCTL, '-f', lab.server.file('stsctl.conf'), ...argv]);
  const read = () => lab.read(ZONE_FILE);

  before(async () => {
    lab = await startSshLab();
    lab.write('/etc/httpd.conf', 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n');
    servers = new NameServers(lab.namespace, (path, content) => lab.write(path, content));
    lab.write(ZONE_FILE, HEAD + BODY);
    servers.start();
  });
  after(() => lab?.end());
  beforeEach(() => {
    serial += 100;
    zone = HEAD.replace('41', String(serial)) + BODY;
    write(zone);
    lab.namespace.demand('rm', '-rf', '/var/db/stsctl');
  });

  function write(text: string): void {
    lab.write(ZONE_FILE, text);
    lab.namespace.demand('nsd-control', '-c', '/var/nsd/etc/nsd.conf', 'reload', 'example.com');
  }

  function assertLeftAlone(before: string, { exit, stdout, stderr }: Ran): void {
    assert.equal(exit, 1, stdout + stderr);
    assert.match(stderr, /^(?:unchanged|restored): /m);
    assert.match(stderr, /^next: /m);
    assert.equal(read(), before);
    assert.equal(lab.namespace.demand('ls', '-A', '/var/nsd/zones/master').trim(), 'example.com.zone');
  }

  test('before the policy is served: addresses and reports are published, the id is not', () => {
    const { exit, stdout, stderr } = dns();
    assert.equal(exit, 2, stdout + stderr);
    assert.match(stderr, /the policy of example\.com is not served as configured: /);
    assert.match(stderr, /^unchanged: _mta-sts\.example\.com: /m);
    assert.equal(servers.ask(SECONDARY, 'mta-sts.example.com', 'A'), '["203.0.113.1"]');
    assert.equal(servers.ask(SECONDARY, '_smtp._tls.example.com', 'TXT'), '[["v=TLSRPTv1; rua=mailto:reports@example.com"]]');
    assert.equal(servers.ask(SECONDARY, '_mta-sts.example.com', 'TXT'), 'ENOTFOUND');
    const applied = stsctl('apply', '-q');
    assert.equal(applied.exit, 0, applied.stderr);
    const further = dns();
    assert.equal(further.exit, 0, further.stdout + further.stderr);
    assert.match(servers.ask(SECONDARY, '_mta-sts.example.com', 'TXT'), ID);
    assert.equal(servers.serial(SECONDARY), serial + 2);
  });

  test('the plan is shown, -n changes nothing; then only lines of ours are new, and a second run is silent', () => {
    const planned = dns('-n');
    assert.equal(planned.exit, 2, planned.stderr);
    assert.match(planned.stdout, new RegExp(`^ 1\\. change ${ZONE_FILE} .*, after nsd-checkzone has judged it$`, 'm'));
    assert.match(planned.stdout, /^ 2\. nsd-control reload example\.com$/m);
    assert.match(planned.stdout, /^\+_mta-sts\tTXT\t"v=STSv1; id=/m);
    assert.equal(read(), zone);
    const done = dns();
    assert.equal(done.exit, 0, done.stdout + done.stderr);
    assert.match(done.stderr, /^ns2\.example\.com answers serial \d+ of example\.com$/m);
    const added = read().split('\n').filter((line) => /mta-sts|_tls/.test(line));
    assert.equal(added.length, 4);
    assert.equal(read().split('\n').filter((line) => !added.includes(line)).join('\n').replace(`${serial + 1} ;`, `${serial} ;`), zone);
    assert.deepEqual(dns(), { exit: 0, stdout: '', stderr: '' });
  });

  test('rollback: the zone as it was, with a serial that goes on, so that the secondary follows', () => {
    assert.equal(dns('-q').exit, 0);
    assert.match(servers.ask(SECONDARY, '_mta-sts.example.com', 'TXT'), ID);
    const undone = stsctl('rollback');
    assert.equal(undone.exit, 0, undone.stderr);
    assert.match(undone.stdout, /a serial that goes on: secondaries take no lower one/);
    assert.equal(read(), zone.replace(`${serial} ;`, `${serial + 2} ;`));
    for (let attempt = 0; attempt < 50 && servers.serial(SECONDARY) !== serial + 2; attempt += 1);
    assert.equal(servers.ask(SECONDARY, '_mta-sts.example.com', 'TXT'), 'ENOTFOUND');
    assert.equal(servers.serial(SECONDARY), serial + 2);
  });

  test('an older record is changed in its place, as it is spelled', () => {
    write(`${zone}_MTA-STS 300 in txt ( "v=STSv1; " ; two strings\n  "id=20200101" )\n_smtp._tls\tTXT\t"v=TLSRPTv1;rua=mailto:reports@example.com" ; right already\n`);
    assert.equal(dns('-q').exit, 0);
    assert.match(read(), /^_MTA-STS 300 in txt \( "v=STSv1; " ; two strings\n {2}"id=[0-9a-f]{32};" \)$/m);
    assert.match(read(), /rua=mailto:reports@example\.com" ; right already$/m);
    assert.match(servers.ask(PRIMARY, '_mta-sts.example.com', 'TXT'), /^\[\["v=STSv1; ","id=[0-9a-f]{32};"\]\]$/);
  });

  test('what nsd-checkzone refuses never takes the place of the zone', () => {
    const bad = `${zone}www CNAME mail\nwww A 203.0.113.7\n`;
    lab.write(ZONE_FILE, bad);
    const ran = dns();
    assertLeftAlone(bad, ran);
    assert.match(ran.stderr, new RegExp(`^${ZONE_FILE}:\\d+: nsd-checkzone refuses the new file: `, 'm'));
    assert.equal(servers.ask(PRIMARY, 'mail.example.com', 'A'), '["203.0.113.25"]');
  });

  test('a record that an included file doubles: said beforehand, and seen in the answer', () => {
    lab.write('/var/nsd/zones/common.inc', '_mta-sts TXT "v=STSv1; id=1"\n');
    write(`${zone}$INCLUDE /var/nsd/zones/common.inc\n`);
    const ran = dns('--wait', '1');
    assert.equal(ran.exit, 2, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /^note: line 15 includes \/var\/nsd\/zones\/common\.inc, which was not looked into/m);
    assert.match(ran.stderr, /answers 2 records for _mta-sts\.example\.com at 127\.0\.0\.2:53/);
  });

  test('several records of ours are refused with their lines', () => {
    const bad = `${zone}_mta-sts TXT "v=STSv1; id=1"\n_mta-sts TXT "v=STSv1; id=2"\n`;
    write(bad);
    const ran = dns();
    assertLeftAlone(bad, ran);
    assert.match(ran.stderr, /_mta-sts\.example\.com has 2 records that begin with v=STSv1, in lines 15 and 16/);
  });

  test('nsd that does not run: the zone is put back, byte for byte', () => {
    servers.stopPrimary();
    try {
      const ran = dns();
      assertLeftAlone(zone, ran);
      assert.match(ran.stderr, /^stsctl: nsd-control reload example\.com: exit 1: /m);
      assert.match(ran.stderr, new RegExp(`then: stsctl -f \\S+ dns --zone ${ZONE_FILE}$`, 'm'));
    } finally {
      servers.startPrimary();
    }
  });

  test('a secondary that does not follow is named, and the zone stays', () => {
    servers.stopSecondary();
    try {
      const ran = dns('--wait', '1');
      assert.equal(ran.exit, 2, ran.stdout + ran.stderr);
      assert.match(ran.stderr, /^stsctl: ns2\.example\.com does not answer serial \d+ of example\.com after 1 s: says ECONNREFUSED at 127\.0\.0\.3:53$/m);
      assert.match(ran.stderr, /^ns1\.example\.com answers serial/m);
      assert.match(servers.ask(PRIMARY, '_mta-sts.example.com', 'TXT'), ID);
    } finally {
      servers.startSecondary();
    }
  });

  test('nsd reads another file for the zone: refused with its path', () => {
    lab.write('/var/nsd/zones/master/other.zone', zone);
    try {
      const ran = stsctl('dns', '--zone', '/var/nsd/zones/master/other.zone', 'example.com');
      assert.equal(ran.exit, 1);
      assert.match(ran.stderr, new RegExp(`is not the file that nsd reads for example\\.com: nsd\\.conf says ${ZONE_FILE}`));
    } finally {
      lab.namespace.demand('rm', '/var/nsd/zones/master/other.zone');
    }
  });

  test('a zone that is signed from this file is written and not reloaded, and that is said', () => {
    servers.configure('master/example.com.zone.signed');
    try {
      const ran = dns();
      assert.equal(ran.exit, 2, ran.stderr);
      assert.match(ran.stdout, /^note: .*example\.com\.zone\.signed is signed from this file: sign it again/m);
      assert.doesNotMatch(ran.stdout, /nsd-control reload/);
      assert.match(read(), /^_mta-sts\tTXT/m);
    } finally {
      servers.configure('master/example.com.zone');
    }
  });

  test('on another machine, over SSH', () => {
    for (const host of ['mail1', 'mail2']) {
      const done = lab.stsctl('-H', host, 'dns', '--zone', ZONE_FILE, '--server', `${PRIMARY}:53`);
      assert.equal(done.exit, 0, done.stdout + done.stderr);
      assert.match(done.stderr, /^127\.0\.0\.2:53 answers serial \d+ of example\.com$/m);
      assert.match(servers.ask(PRIMARY, '_mta-sts.example.com', 'TXT'), ID);
      const undone = lab.stsctl('-H', host, 'rollback', '-q');
      assert.equal(undone.exit, 0, undone.stderr);
      assert.equal(servers.ask(PRIMARY, '_mta-sts.example.com', 'TXT'), 'ENOTFOUND');
    }
  });
});
