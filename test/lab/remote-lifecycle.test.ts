// A policy's life on two hosts over real SSH: stsctl.conf is here, ledger and journal are there.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportJson } from '../support/reports.ts';
import { missingPrograms } from '../support/missing-programs.ts';
import { startStsctl, STSCTL, type Ran } from '../support/stsctl.ts';
import { NAME_SERVER, NameServer } from './name-server.ts';
import { whyNoSshHost } from './ssh-host.ts';
import { startSshFleet, type SshFleet } from './ssh-fleet.ts';

const NAMES = ['mail1', 'mail2'];
const MX = ['mail.example.com', 'mx2.example.com'];
const POLICY = '/var/www/mta-sts/mta-sts.txt';
const LEDGER = '/var/db/stsctl/ledger';
const LOOK = ['--resolver', NAME_SERVER, '--smtp-port', '1', '--allow-private'];
const PROGRAMS = ['nsd', 'nsd-control', 'faketime'];
const missing = missingPrograms(PROGRAMS);

describe('a policy over time, on two hosts', { skip: missing.length > 0 ? `needs ${missing.join(', ')}` : whyNoSshHost() }, () => {
  let fleet: SshFleet;
  let dns: NameServer;
  before(async () => {
    fleet = await startSshFleet(NAMES.length);
    dns = new NameServer(fleet.client);
    dns.set('_smtp._tls.example.com', { txt: ['v=TLSRPTv1; rua=mailto:reports@example.com'] });
    for (const host of MX) dns.set(host, { a: ['127.0.0.1'] });
  });
  after(() => fleet?.end());
  beforeEach(() => {
    fleet.configure(NAMES);
    fleet.fresh();
    dns.set('example.com', { mx: [`10 ${MX[0]}.`] });
    dns.set('mta-sts.example.com', { a: fleet.hosts.map(({ address }) => address) });
    assert.deepEqual(fleet.stsctl('-H', 'all', 'apply', '-q'), { exit: 0, stdout: '', stderr: '' });
    publish();
  });

  const conf = () => readFileSync(fleet.file('stsctl.conf'), 'utf8');
  const modes = () => NAMES.map((name) => /^mode: (\w+)/m.exec(fleet.read(name, POLICY))?.[1]);
  const walk = (hosts: string, ...argv: string[]) => fleet.stsctl('-H', hosts, ...argv, ...LOOK);
  const back = (hosts: string) => fleet.stsctl('-H', hosts, 'rollback', ...LOOK.slice(0, 2));
  const later = (days: number, ...argv: string[]) => fleet.client.run([...fleet.argv, '-H', 'all', ...argv, ...LOOK], { ahead: `+${days}d`, timeoutMs: 300_000 });
  const journals = (name: string) => fleet.host(name).namespace.demand('ls', '/var/db/stsctl/journal').trim().split('\n');
  const lastJournal = (name: string) => fleet.read(name, `/var/db/stsctl/journal/${journals(name).at(-1) ?? ''}/plan.json`);
  const told = (ran: Ran, exit: number, expected: RegExp) => {
    assert.equal(ran.exit, exit, ran.stdout + ran.stderr);
    assert.match(ran.stdout, expected);
  };

  /** Killed as soon as it says that. */
  async function killed(when: RegExp, host: string, ...argv: string[]): Promise<void> {
    const command = fleet.client.argv('/bin/sh', '-c', 'echo $$ >"$0"; exec "$@"', fleet.file('pid'), ...fleet.argv, '-H', host, ...argv, ...LOOK);
    let isSent = false;
    await startStsctl(command, (said) => {
      if (isSent || !when.test(said)) return;
      isSent = true;
      fleet.client.demand('kill', '-KILL', readFileSync(fleet.file('pid'), 'utf8').trim());
    });
    assert.ok(isSent, 'it was to be killed');
  }

  /** The host hears a moment later that the connection is gone. */
  async function unlocked(run: () => Ran): Promise<Ran> {
    let ran = run();
    for (let attempt = 0; /holds the lock/.test(ran.stderr) && attempt < 40; attempt += 1) {
      await sleep(500);
      ran = run();
    }
    return ran;
  }

  function publish(): void {
    const { stdout } = fleet.client.run([process.execPath, STSCTL, '-f', fleet.file('stsctl.conf'), 'dns', '--json']);
    const [{ records }] = JSON.parse(stdout) as [{ records: { name: string; type: string; value: string }[] }];
    for (const { name, type, value } of records) if (type === 'TXT' && name.startsWith('_mta-sts')) dns.set(name, { txt: [value] });
  }

  test('mode: stsctl.conf is changed once, both hosts follow, and a rollback of both takes all of it back', () => {
    const first = conf();
    told(walk('all', 'mode', 'enforce', 'example.com'), 2, /not yet: /);
    told(walk('all', '-n', 'mode', '--force', 'enforce', 'example.com'), 2, /^ {4}change \S+\/stsctl\.conf on \S+, from line 2$/m);
    assert.deepEqual([conf(), modes()], [first, ['testing', 'testing']], 'nothing was changed yet');

    const changed = walk('all', 'mode', '--force', 'enforce', 'example.com');
    told(changed, 2, /^-mode = testing\n\+mode = enforce$/m);
    assert.doesNotMatch(changed.stdout, /different policies/, 'told when all are through');
    assert.match(changed.stdout, /^== mail2\n(?:.*\n)+example\.com: the policy of example\.com is served, its record is not published/m);
    assert.deepEqual([conf(), modes()], [first.replace('testing', 'enforce'), ['enforce', 'enforce']]);
    for (const name of NAMES) {
      const journal = lastJournal(name);
      assert.match(journal, /"before": "mode = testing\\n"/);
      assert.doesNotMatch(journal, /\[host|ca_file|max_age = /, 'the host learns nothing of the rest of stsctl.conf');
      assert.match(fleet.read(name, LEDGER), /mode: enforce/);
    }

    const one = fleet.stsctl('-H', 'mail1', '-n', 'rollback');
    told(one, 2, /^note: \S+\/stsctl\.conf on \S+ was changed by that apply and stays so \(mail2 would no longer be as it says; all of them: stsctl -H all rollback\); by hand, from line 2: "mode = enforce" becomes "mode = testing"$/m);
    const undone = back('all');
    assert.equal(undone.exit, 0, undone.stderr);
    assert.deepEqual([conf(), modes()], [first, ['testing', 'testing']]);
  });

  test('on one of two hosts: the other one is named, and follows by apply', () => {
    told(walk('mail1', 'mode', '--force', 'enforce', 'example.com'), 2, /^note: mail2 has stsctl\.conf in common with mail1, .* it follows by: stsctl -H mail2 apply$/m);
    assert.deepEqual(modes(), ['enforce', 'testing']);
    assert.match(walk('mail2', 'status').stdout, /^drift: \d+ steps; see: stsctl plan$/m);
    assert.match(walk('mail1', 'mode', '--force', 'enforce', 'example.com').stdout, /the addresses of mta-sts\.example\.com serve different policies\n {2}next: stsctl -f \S+ -H mail1 apply, on each host/);
    told(walk('mail2', 'mode', '--force', 'enforce', 'example.com'), 2, /its record is not published/);
    assert.deepEqual(modes(), ['enforce', 'enforce']);
    told(walk('mail1', 'retire', 'example.com'), 1, /^$/);
    assert.match(walk('mail1', 'retire', 'example.com').stderr, /retire takes a domain from every host at once, and mail2 is not named\nunchanged: everything\nnext: +stsctl -H all retire example\.com/);
  });

  test('a host that fails is put back, and stsctl.conf with it unless another one stands by it', () => {
    const first = conf();
    const broken = (name: string, work: () => void) => {
      const httpd = fleet.read(name, '/usr/sbin/rcctl');
      fleet.write(name, '/usr/sbin/rcctl', `#!/bin/sh\n[ "$1" = reload ] && { echo no >&2; exit 1; }\n${httpd.replace(/^#!.*\n/, '')}`, 0o755);
      try {
        work();
      } finally {
        fleet.write(name, '/usr/sbin/rcctl', httpd, 0o755);
      }
    };
    // A policy of the domain's own makes httpd.conf change, and httpd reload.
    const text = first.replace('[domain example.com]\n', '[domain example.com]\nmode = testing\n').replace('[policy]\nmode = testing', '[policy]\nmode = none');
    writeFileSync(fleet.file('stsctl.conf'), text);
    broken('mail1', () => broken('mail2', () => {
      const failed = walk('all', 'mode', '--force', 'enforce', 'example.com');
      assert.equal(failed.exit, 1, failed.stderr);
      assert.equal(conf(), text, 'put back with the last host');
      assert.deepEqual(modes(), ['testing', 'testing']);
    }));
    broken('mail2', () => {
      const failed = walk('all', 'mode', '--force', 'enforce', 'example.com');
      assert.equal(failed.exit, 1, failed.stderr);
      assert.match(failed.stderr, /^mail2: .*rcctl reload httpd/m);
    });
    assert.notEqual(conf(), text, 'mail1 stands by it');
    const early = back('mail2');
    assert.deepEqual([early.exit, /has nothing of yet/.test(early.stderr)], [1, true], early.stdout);
    assert.equal(fleet.stsctl('-H', 'all', 'apply', '-q', '--force').exit, 0);
    for (const name of NAMES) assert.match(fleet.read(name, '/var/www/mta-sts/example.com/mta-sts.txt'), /^mode: enforce/m);
  });

  test('a host that can not be asked: nothing is begun on any', () => {
    fleet.configure([...NAMES, 'nowhere.invalid']);
    const first = conf();
    const ran = walk('all', 'mode', '--force', 'enforce', 'example.com');
    assert.equal(ran.exit, 1);
    assert.match(ran.stderr, /^stsctl: nothing was begun on any host, since what holds for nowhere\.invalid is not known$/m);
    assert.deepEqual([conf(), modes()], [first, ['testing', 'testing']]);
  });

  test('reports are those of the host: status and mode weigh them', () => {
    const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    const tree = fleet.file('reports');
    mkdirSync(join(tree, 'etc'), { recursive: true });
    writeFileSync(join(tree, 'etc/stsctl.conf'), conf());
    const input = JSON.stringify(reportJson({ day, organization: 'A', id: `a${day}` }));
    const added = fleet.client.run([process.execPath, STSCTL, '--root', tree, 'reports', 'add', '-'], { input });
    assert.equal(added.exit, 0, added.stderr);
    const name = `${day.slice(0, 7)}.ndjson`;
    fleet.host('mail1').namespace.demand('mkdir', '-p', '/var/db/stsctl/reports');
    fleet.write('mail1', `/var/db/stsctl/reports/${name}`, readFileSync(join(tree, 'var/db/stsctl/reports', name), 'latin1'), 0o640);
    assert.match(walk('mail1', 'status').stdout, new RegExp(`^example\\.com .* ${day}$`, 'm'));
    assert.match(walk('mail2', 'status').stdout, /^example\.com .* -$/m);
    assert.match(walk('mail1', 'mode', '--auto', 'example.com').stdout, /; 1 report without proof counts for its failures alone$/m);
    assert.match(walk('mail2', 'mode', '--auto', 'example.com').stdout, /, 0 proved by signature \(wait for mail from others/);
  });

  test('killed once stsctl.conf says it and no host does: no rollback means an apply before it, and the same command finishes', async () => {
    const first = conf();
    await killed(/\[ ?1\/\d+\]/, 'mail1', 'mode', '--force', 'enforce', 'example.com');
    assert.match(conf(), /^mode = enforce$/m);
    // Neither host has it yet: their last apply is the one that set MTA-STS up.
    const early = await unlocked(() => back('all'));
    assert.equal(early.exit, 1, early.stdout);
    assert.match(early.stderr, /^mail2: \S+stsctl\.conf:2: was changed by a run that mail2 has nothing of yet: stsctl mode enforce example\.com --force/m);
    assert.deepEqual(modes(), ['testing', 'testing']);
    const finished = await unlocked(() => walk('all', 'mode', '--force', 'enforce', 'example.com'));
    told(finished, 2, /its record is not published/);
    assert.deepEqual(modes(), ['enforce', 'enforce']);
    assert.equal(back('all').exit, 0);
    assert.deepEqual([conf(), modes()], [first, ['testing', 'testing']]);
  });

  test('killed while it removes a domain: the next one names the rollback, and goes on after it', async () => {
    fleet.configure(['mail1'], 'none');
    writeFileSync(fleet.file('stsctl.conf'), conf().replace('604800', '86400').replace('address[] = 198.51.100.2\n', ''));
    assert.equal(fleet.stsctl('-H', 'mail1', 'apply', '-q').exit, 0);
    publish();
    dns.set('mta-sts.example.com', { a: ['198.51.100.1'] });
    walk('mail1', 'retire', 'example.com');
    dns.set('_mta-sts.example.com', null);
    // Its ledger is made older, as the clock of a client that is killed can't be.
    const older = () => fleet.write('mail1', LEDGER, fleet.read('mail1', LEDGER).replace(/"at":"[^"]+"/g, `"at":"${new Date(Date.now() - 20 * 86_400_000).toISOString().replace(/\.\d+/, '')}"`), 0o600);
    older();
    told(walk('mail1', 'retire', 'example.com'), 2, /waits: until/);
    older();
    const first = conf();
    await killed(/\[ ?2\/\d+\]/, 'mail1', 'retire', 'example.com');
    assert.equal(conf(), first, 'its section leaves last');
    const refused = await unlocked(() => walk('mail1', 'retire', 'example.com'));
    const [, id = ''] = /^next: +stsctl -f \S+ -H mail1 rollback (\S+), then: stsctl -f \S+ -H mail1 retire example\.com$/m.exec(refused.stderr) ?? [];
    assert.notEqual(id, '', refused.stderr);
    const undone = await unlocked(() => fleet.stsctl('-H', 'mail1', 'rollback', '-q', id));
    assert.deepEqual(undone, { exit: 0, stdout: '', stderr: '' });
    told(walk('mail1', 'retire', 'example.com'), 0, /MTA-STS is taken back/);
    assert.doesNotMatch(conf(), /\[domain/);
    assert.doesNotMatch(fleet.read('mail1', '/etc/httpd.conf'), /mta-sts/);
    const back = fleet.stsctl('-H', 'mail1', 'rollback', '-q');
    assert.equal(back.exit, 0, back.stderr);
    assert.equal(conf(), first, 'found though no domain was left, and its section is back');
  });

  test('what one host has served holds for all: the other one waits as long', () => {
    told(walk('all', 'mode', '--force', 'enforce', 'example.com'), 2, /its record is not published/);
    publish();
    publish();
    told(later(3, 'mx', 'add', MX[1] ?? ''), 2, /its record is not published/);
    publish();
    later(3, 'status');
    // A ledger that is lost knows nothing of what was served before.
    fleet.host('mail1').namespace.demand('rm', LEDGER);
    const waits = later(6, 'mx', 'add', MX[1] ?? '');
    told(waits, 2, /^example\.com: mail2: a sender may hold the policy in mode enforce/m);
    assert.doesNotMatch(waits.stdout, /may be put into the MX records/);
  });

  test('retired on both; one that fails at the end keeps the section until it has followed', () => {
    told(later(1, 'retire', 'example.com'), 2, /its record is not published/);
    assert.match(conf(), /^mode = none$/m);
    publish();
    told(later(2, 'retire', 'example.com'), 2, /waits: /);
    told(later(12, 'retire', 'example.com'), 2, /take away: _mta-sts\.example\.com TXT/);
    dns.set('_mta-sts.example.com', null);
    told(later(12, 'retire', 'example.com'), 2, /waits: until/);
    told(later(15, 'status'), 0, /^ {2}retire: nobody asks for the policy/m);
    const crontab = fleet.read('mail2', '/usr/bin/crontab');
    fleet.write('mail2', '/usr/bin/crontab', '#!/bin/sh\n[ "$3" = -l ] && { cat /var/cron/tabs/root; exit 0; }\necho no >&2\nexit 1\n', 0o755);
    const half = later(15, 'retire', 'example.com');
    fleet.write('mail2', '/usr/bin/crontab', crontab, 0o755);
    assert.equal(half.exit, 1, half.stdout + half.stderr);
    assert.match(half.stderr, /^stsctl: the section of example\.com stays in stsctl\.conf until every host has removed it; .*: stsctl -H all retire example\.com$/m);
    assert.match(conf(), /\[domain example\.com\]/);
    assert.doesNotMatch(fleet.read('mail1', '/etc/httpd.conf'), /mta-sts/);
    assert.match(fleet.read('mail2', '/etc/httpd.conf'), /mta-sts/);
    told(later(15, 'retire', 'example.com'), 0, /MTA-STS is taken back/);
    assert.doesNotMatch(conf(), /\[domain|address/);
    assert.match(conf(), /\[host mail2\]/);
    for (const name of NAMES) {
      assert.doesNotMatch(fleet.read(name, '/etc/httpd.conf') + fleet.read(name, '/etc/acme-client.conf'), /mta-sts/);
      assert.match(fleet.read(name, LEDGER), /"event":"gone"/);
    }
  });
});
