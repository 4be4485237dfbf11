// Several hosts at once: saved plans, batches, live lines, a host that is not what it should be. Each with a network of its own.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStsctl } from '../support/stsctl.ts';
import { whyNoSshHost } from './ssh-host.ts';
import { startSshFleet, type SshFleet } from './ssh-fleet.ts';

const NAMES = ['mail1', 'mail2', 'mail3'];
const OURS = /server "mta-sts\.example\.com"/;

/** Enough for a run that is not all of one kind: one is cut off, one refuses, the rest go on. */
describe('eight hosts', { skip: whyNoSshHost() }, () => {
  const names = Array.from({ length: 8 }, (_, index) => `mail${index + 1}`);
  let fleet: SshFleet;
  before(async () => {
    fleet = await startSshFleet(names.length);
    fleet.fresh();
  });
  after(() => fleet?.end());

  test('one whose link is cut while all are applied to: it alone fails, and is finished once it is back', async () => {
    const config = readFileSync(fleet.file('ssh_config'), 'utf8');
    writeFileSync(fleet.file('ssh_config'), config.replaceAll('  HostName', '  ServerAliveInterval 1\n  HostName'));
    let isCut = false;
    const applied = await startStsctl(fleet.client.argv(...fleet.argv, '-H', 'all', 'apply'), (said) => {
      if (isCut || !/^mail5: .*rcctl enable httpd/m.test(said)) return;
      isCut = true;
      fleet.client.demand('ip', 'link', 'set', 'v5', 'down');
    });
    assert.ok(isCut);
    const others = names.filter((name) => name !== 'mail5');
    assert.equal(applied.exit, 3, applied.stderr);
    assert.match(applied.stderr, /^mail5: .*the connection to mail5 was lost: it does not answer any more/m);
    for (const name of others) assert.match(applied.stderr, new RegExp(`^${name} {2}done`, 'm'));
    assert.deepEqual(others.filter((name) => !OURS.test(fleet.read(name, '/etc/httpd.conf'))), []);
    fleet.client.demand('ip', 'link', 'set', 'v5', 'up');
    // Its sshd hears of it a moment later; until then the run that is gone holds the lock.
    let finished = fleet.stsctl('-H', 'all', 'apply', '-q');
    for (let attempt = 0; /holds the lock|can't be reached/.test(finished.stderr) && attempt < 40; attempt += 1) {
      await sleep(500);
      finished = fleet.stsctl('-H', 'all', 'apply', '-q');
    }
    assert.deepEqual(finished, { exit: 0, stdout: '', stderr: '' });
    assert.deepEqual(fleet.stsctl('-H', 'all', 'plan', '-q'), { exit: 0, stdout: '', stderr: '' });
  });
});

describe('a fleet', { skip: whyNoSshHost('script') }, () => {
  let fleet: SshFleet;
  before(async () => {
    fleet = await startSshFleet(NAMES.length);
  });
  after(() => fleet?.end());
  beforeEach(() => {
    fleet.configure(NAMES);
    fleet.fresh();
  });

  const changed = () => NAMES.filter((name) => OURS.test(fleet.read(name, '/etc/httpd.conf')));
  const journalOf = (name: string) => {
    const [id = ''] = fleet.host(name).namespace.demand('ls', '/var/db/stsctl/journal').trim().split('\n');
    return fleet.read(name, `/var/db/stsctl/journal/${id}/plan.json`);
  };

  test('a saved plan holds every host, and apply does exactly that on those hosts; where one has moved on, it alone is refused', () => {
    const file = fleet.file('all.plan');
    const planned = fleet.stsctl('-H', 'all', 'plan', '--out', file, '-q');
    assert.deepEqual(planned, { exit: 2, stdout: '', stderr: '' });
    fleet.write('mail2', '/etc/httpd.conf', `${fleet.read('mail2', '/etc/httpd.conf')}# edited\n`);
    const applied = fleet.stsctl('apply', file);
    assert.equal(applied.exit, 1, applied.stderr);
    assert.match(applied.stderr, /^mail2: \/etc\/httpd\.conf: changed on mail2 since this plan was made/m);
    assert.deepEqual(changed(), ['mail1', 'mail3']);
    assert.match(applied.stderr, /^mail1 {2}done, or nothing to do\nmail2 {2}failed: .*\nmail3 {2}done/m);
  });

  test('of a saved plan, the hosts of -H alone; one that it does not hold is refused', () => {
    const file = fleet.file('some.plan');
    assert.equal(fleet.stsctl('-H', 'mail1', '-H', 'mail2', 'plan', '--out', file, '-q').exit, 2);
    const applied = fleet.stsctl('-H', 'mail2', '-H', 'mail3', 'apply', '-q', file);
    assert.equal(applied.exit, 1);
    assert.match(applied.stderr, /^mail3: .*some\.plan: was made for mail1, mail2, not for mail3$/m);
    assert.deepEqual(changed(), ['mail2']);
  });

  test('the saved plan of one other host needs no -H', () => {
    const file = fleet.file('one.plan');
    assert.equal(fleet.stsctl('-H', 'mail3', 'plan', '--out', file, '-q').exit, 2);
    const applied = fleet.stsctl('apply', '-q', file);
    assert.deepEqual(applied, { exit: 0, stdout: '', stderr: '' });
    assert.deepEqual(changed(), ['mail3']);
  });

  test('a saved plan for hosts that the configuration does not have, or for none, is refused', () => {
    const file = fleet.file('strange.plan');
    assert.equal(fleet.stsctl('-H', 'mail1', '-H', 'mail2', 'plan', '--out', file, '-q').exit, 2);
    const saved = readFileSync(file, 'utf8');
    for (const [text, refusal] of [
      [saved.replaceAll('"host": "mail1"', '"host": "evil"'), /there is no \[host evil\]/],
      [saved.replaceAll('"host": "mail1"', '"host": "this host"'), /holds a plan for this host beside those for other hosts/],
      [saved.replaceAll('"host": "mail1"', '"host": "mail2"'), /it holds two plans for one host/],
      [saved.replace('/etc/httpd.conf"', '/etc/passwd"'), /plan 1: step \d+ is not one that stsctl makes/],
      ['{"version": 1, "plans": []}', /it holds no plan/],
      [saved.replace('"version": 1', '"version": 2'), /its version is 2; this stsctl reads version 1/],
    ] as const) {
      writeFileSync(file, text);
      const told = fleet.stsctl('apply', '-q', file);
      assert.equal(told.exit, 1, told.stdout);
      assert.match(told.stderr, refusal);
    }
    assert.deepEqual(changed(), []);
  });

  test('a host that can\'t be looked at is not in the saved plan, and that is told', () => {
    fleet.configure([...NAMES, 'nowhere.invalid']);
    const file = fleet.file('partly.plan');
    const planned = fleet.stsctl('-H', 'all', 'plan', '--out', file, '-q');
    assert.equal(planned.exit, 1);
    assert.match(planned.stderr, /partly\.plan has no plan for nowhere\.invalid$/m);
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as { plans: unknown[] }).plans.length, NAMES.length);
  });

  test('--serial: a batch that fails ends the run, and the hosts that were not touched are named', () => {
    const acme = fleet.read('mail2', '/usr/sbin/acme-client');
    fleet.write('mail2', '/usr/sbin/acme-client', '#!/bin/sh\n[ "$1" = -n ] && exit 0\necho broken >&2\nexit 1\n', 0o755);
    const applied = fleet.stsctl('-H', 'all', 'apply', '--serial', '1');
    fleet.write('mail2', '/usr/sbin/acme-client', acme, 0o755);
    assert.equal(applied.exit, 1, applied.stderr);
    assert.match(applied.stderr, /^stsctl: stopped at batch 2 of 3: mail2; not touched: mail3$/m);
    assert.match(applied.stderr, /^mail3 {2}not tried$/m);
    assert.deepEqual(changed(), ['mail1']);
  });

  test('--serial: after a batch each policy is fetched from every host of it, changed or not', () => {
    assert.deepEqual(fleet.stsctl('-H', 'mail1', '-H', 'mail2', 'apply', '--serial', '1', '-q'), { exit: 0, stdout: '', stderr: '' });
    assert.deepEqual(changed(), ['mail1', 'mail2']);
    // What httpd serves is not what its file says: nothing is left to apply there, and senders get nothing.
    const conf = fleet.read('mail1', '/etc/httpd.conf');
    fleet.write('mail1', '/etc/httpd.conf', conf.replace('root "/mta-sts"', 'root "/elsewhere"'));
    fleet.host('mail1').namespace.demand('rcctl', 'reload', 'httpd');
    for (let attempt = 0; fleet.stsctl('-H', 'mail1', 'check').exit === 0; attempt += 1) assert.ok(attempt < 30, 'httpd goes on serving the policy: see how the test breaks it');
    fleet.write('mail1', '/etc/httpd.conf', conf);
    const applied = fleet.stsctl('-H', 'all', 'apply', '--serial', '2');
    assert.equal(applied.exit, 1, applied.stderr);
    assert.match(applied.stderr, /^mail1: stsctl: example\.com after the apply: .*404/m);
    assert.match(applied.stderr, /^stsctl: stopped at batch 1 of 2: mail1; not touched: mail3$/m);
    assert.deepEqual(changed(), ['mail1', 'mail2']);
  });

  test('Ctrl-C: the host that is worked on is put back, no other is begun', async () => {
    const untouched = fleet.read('mail1', '/etc/httpd.conf');
    const command = fleet.client.argv('/bin/sh', '-c', 'echo $$ >"$0"; exec "$@"', fleet.file('pid'), ...fleet.argv, '-H', 'all', '--jobs', '1', 'apply');
    let isSent = false;
    const ran = await startStsctl(command, (said) => {
      if (isSent || !said.includes('rcctl enable httpd')) return;
      isSent = true;
      fleet.client.demand('kill', '-INT', readFileSync(fleet.file('pid'), 'utf8').trim());
    });
    assert.equal(ran.exit, 1, ran.stderr);
    assert.match(ran.stderr, /^mail1 {2}failed: interrupted\nmail2 {2}not tried\nmail3 {2}not tried$/m);
    assert.equal(fleet.read('mail1', '/etc/httpd.conf'), untouched);
    assert.deepEqual(changed(), []);
  });

  test('a host that is not OpenBSD is refused; --force goes on, and the journal has it', () => {
    const uname = fleet.read('mail1', '/usr/bin/uname');
    fleet.write('mail1', '/usr/bin/uname', '#!/bin/sh\necho Linux\n', 0o755);
    const refused = fleet.stsctl('-H', 'mail1', 'apply');
    const forced = fleet.stsctl('-H', 'mail1', 'apply', '--force');
    fleet.write('mail1', '/usr/bin/uname', uname, 0o755);
    assert.equal(refused.exit, 1);
    assert.match(refused.stderr, /^stsctl: mail1 runs Linux, not OpenBSD\nunchanged: every file on mail1\nnext: .*stsctl -f \S+ -H mail1 plan --force$/m);
    assert.equal(forced.exit, 0, forced.stderr);
    assert.match(forced.stdout, /^note: mail1 runs Linux, not OpenBSD; --force goes on all the same$/m);
    assert.match(journalOf('mail1'), /mail1 runs Linux, not OpenBSD; --force/);
  });

  test('--json of apply: the plan, the journal and what came of each host', () => {
    assert.equal(fleet.stsctl('-H', 'mail2', 'apply', '-q').exit, 0);
    const { exit, stdout } = fleet.stsctl('-H', 'mail1', '-H', 'mail2', 'apply', '--json', '-q');
    assert.equal(exit, 0);
    const { hosts } = JSON.parse(stdout) as { hosts: { host: string; exit: number; answer: { plan: { steps: { kind: string }[] }; journal: string | null; pending: unknown[] } }[] };
    assert.deepEqual(hosts.map(({ host, exit: its, answer }) => [host, its, answer.plan.steps.length > 0, answer.journal !== null, answer.pending]), [['mail1', 0, true, true, []], ['mail2', 0, false, false, []]]);
  });

  test('lint reads the files of the host: the set of its own, an include, a file that is named, the verdict', () => {
    fleet.write('mail1', '/etc/httpd.conf', 'include "/etc/more.conf"\nserver "www.example.net" {\n\tlisten on * port 80\n\tblock return 301 "https://www.example.net/"\n}\n');
    fleet.write('mail1', '/etc/more.conf', 'server "a.example" {\n\tlisten on * port 80\n\tlocatio\n}\n');
    const linted = fleet.stsctl('-H', 'mail1', 'lint');
    assert.equal(linted.exit, 2, linted.stderr);
    assert.match(linted.stdout, /^\/etc\/more\.conf:\d+(:\d+)?: error: /m);
    const verdict = fleet.stsctl('-H', 'mail1', 'lint', '--verdict', 'httpd.conf', '/etc/httpd.conf');
    assert.equal(verdict.exit, 1);
    assert.match(verdict.stderr, /\/etc\/more\.conf:\d+: syntax error/);
    assert.match(fleet.stsctl('-H', 'mail1', 'lint', '/etc/none.conf').stderr, /^\/etc\/none\.conf: there is no such file/m);
    assert.match(fleet.stsctl('-H', 'mail1', 'lint', 'httpd.conf').stderr, /"httpd\.conf" is no absolute path/);
    assert.deepEqual(fleet.stsctl('-H', 'mail2', 'lint'), { exit: 0, stdout: '', stderr: '' });
  });

  test('lint compares certificates and keys there, and no key leaves the host', () => {
    assert.equal(fleet.stsctl('-H', 'mail1', 'apply', '-q').exit, 0);
    assert.deepEqual(fleet.stsctl('-H', 'mail1', 'lint'), { exit: 0, stdout: '', stderr: '' });
    fleet.host('mail1').namespace.demand('openssl', 'genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', '/etc/ssl/private/mta-sts.example.com.key');
    const linted = fleet.stsctl('-H', 'mail1', 'lint', '--json');
    assert.equal(linted.exit, 2);
    assert.match(linted.stdout, /"code": "key-mismatch"/);
  });

  test('on a terminal a line for each host is painted over, and only the summary stays', () => {
    const ran = fleet.run(['script', '-qec', [...fleet.argv, '-H', 'all', 'apply', '--json'].join(' '), '/dev/null'], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', TERM: 'xterm', HOME: '/root' }, timeoutMs: 300_000 });
    assert.equal(ran.exit, 0, ran.stdout);
    assert.match(ran.stdout, /\x1b\[0J/); // eslint-disable-line no-control-regex
    assert.match(ran.stdout, /^mail3 {2}\[ ?\d+\/\d+\] /m);
    assert.doesNotMatch(ran.stdout, /^mail3: \[/m);
  });
});
