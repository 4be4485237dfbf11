// The main job on another machine: a real sshd, both transports, nothing installed there.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { missingPrograms } from '../support/missing-programs.ts';
import { startStsctl } from '../support/stsctl.ts';
import { startSshLab, whyNoSshHost, type SshLab } from './ssh-host.ts';

const WWW = 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n';

describe('a remote host', { skip: whyNoSshHost() }, () => {
  let lab: SshLab;
  before(async () => {
    lab = await startSshLab();
  });
  after(() => lab?.end());

  function fresh(): void {
    lab.namespace.run(['rcctl', 'stop', 'httpd']);
    lab.namespace.demand('rm', '-rf', '/etc/httpd.conf', '/etc/acme-client.conf', '/etc/rc.conf.local', '/var/www/mta-sts', '/var/cron/tabs/root', '/var/db/stsctl', '/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/private/mta-sts.example.com.key');
    lab.write('/etc/httpd.conf', WWW);
  }

  for (const host of ['mail1', 'mail2']) {
    test(`plan, apply, a second apply that is silent, check, rollback: ${host}`, () => {
      fresh();
      const planned = lab.stsctl('-H', host, 'plan');
      assert.equal(planned.exit, 2, planned.stderr);
      assert.equal(lab.read('/etc/httpd.conf'), WWW);
      const applied = lab.stsctl('-H', host, 'apply');
      assert.equal(applied.exit, 0, applied.stdout + applied.stderr);
      assert.match(applied.stderr, /fetch https:\/\/mta-sts\.example\.com\/\.well-known\/mta-sts\.txt from 203\.0\.113\.1/);
      assert.match(lab.read('/etc/httpd.conf'), /server "mta-sts\.example\.com"/);
      assert.match(lab.read('/var/cron/tabs/root'), /acme-client mta-sts\.example\.com/);
      const again = lab.stsctl('-H', host, 'apply');
      assert.deepEqual(again, { exit: 0, stdout: '', stderr: '' });
      const checked = lab.stsctl('-H', host, 'check');
      assert.equal(checked.exit, 0, checked.stdout + checked.stderr);
      const undone = lab.stsctl('-H', host, 'rollback', '-q');
      assert.equal(undone.exit, 0, undone.stderr);
      assert.equal(lab.read('/etc/httpd.conf'), WWW);
    });

    test(`a connection that is cut in the middle of an apply: exit 3, and a rollback puts everything back: ${host}`, async () => {
      fresh();
      let isCut = false;
      const applied = await startStsctl(lab.namespace.argv(...lab.argv, '-H', host, 'apply'), (said) => {
        if (isCut || !said.includes('rcctl enable httpd')) return;
        isCut = true;
        lab.cut();
      });
      assert.ok(isCut);
      assert.equal(applied.exit, 3, applied.stdout + applied.stderr);
      assert.match(applied.stderr, new RegExp(`ROLLBACK INCOMPLETE on ${host}: .*connection`));
      const [, id = ''] = new RegExp(`then: stsctl -f \\S+ -H ${host} rollback (\\S+)$`, 'm').exec(applied.stderr) ?? [];
      assert.match(lab.read('/etc/httpd.conf'), /server "mta-sts\.example\.com"/);
      const undone = lab.stsctl('-H', 'mail1', 'rollback', '-q', id);
      assert.equal(undone.exit, 0, undone.stderr);
      assert.equal(lab.read('/etc/httpd.conf'), WWW);
      assert.equal(lab.namespace.run(['cat', '/etc/acme-client.conf']).exit, 1);
    });
  }

  /** From another machine, as far as stsctl can tell: nothing of the first run is there. */
  const elsewhere = (...argv: string[]) => lab.namespace.run(['env', 'HOME=/var/empty', ...lab.argv, '-H', 'mail1', ...argv]);

  /** An apply whose connection is cut by the first `rcctl reload` for which the condition of test(1) holds, done or not. */
  function loseReload(condition: string, isDone: boolean): void {
    fresh();
    lab.namespace.demand('rcctl', '-f', 'start', 'httpd');
    const rcctl = lab.read('/usr/sbin/rcctl');
    const real = rcctl.replace(/^#!.*\n/, '').replace(/^exec /m, '');
    const cut = `read pid < ${lab.server.file('sshd.pid')}\nfor child in $(cat /proc/$pid/task/$pid/children); do kill -9 $child; done\n`;
    lab.write('/usr/sbin/rcctl', `#!/bin/sh\nloses=; [ "$1" = reload ] && [ ${condition} ] && loses=yes\n${isDone ? '' : `[ -z "$loses" ] || {\n${cut}exit 1\n}\n`}${real}\nstatus=$?\n[ -n "$loses" ] || exit $status\n${cut}`, 0o755);
    const applied = lab.stsctl('-H', 'mail1', 'apply');
    lab.write('/usr/sbin/rcctl', rcctl, 0o755);
    assert.equal(applied.exit, 3, applied.stderr);
    assert.match(applied.stderr, /^next: .*then: stsctl -f \S+ -H mail1 rollback \S+$/m);
  }

  const CERTIFICATE = '/etc/ssl/mta-sts.example.com.fullchain.pem';
  for (const [what, condition, isDone, isRepeated] of [
    ['was done, and httpd shows what it has read: it is not repeated', `-e ${CERTIFICATE}`, true, false],
    ['was not done: httpd shows nothing new, and it is repeated', `-e ${CERTIFICATE}`, false, true],
    ['was done, and nothing can show it yet: it is repeated', `! -e ${CERTIFICATE}`, true, true],
  ] as const) {
    test(`a reload whose reply was lost ${what}`, () => {
      loseReload(condition, isDone);
      const finished = elsewhere('apply');
      assert.equal(finished.exit, 0, finished.stderr);
      assert.equal(/rcctl reload httpd/.test(finished.stderr), isRepeated, finished.stderr);
      assert.match(finished.stderr, /fetch https:\/\/mta-sts\.example\.com/);
      assert.doesNotMatch(finished.stderr, /change \/etc\/httpd\.conf/);
      assert.deepEqual(elsewhere('apply'), { exit: 0, stdout: '', stderr: '' });
      assert.deepEqual(elsewhere('renew'), { exit: 0, stdout: '', stderr: '' });
    });
  }

  test('a link that is cut while it applies: told after the time of ServerAliveInterval, and finished from elsewhere', async () => {
    fresh();
    const config = lab.server.read('ssh_config');
    lab.server.write('ssh_config', config.replace('Host mail1\n', 'Host mail1\n  ServerAliveInterval 1\n'));
    let isCut = false;
    const applied = await startStsctl(lab.namespace.argv(...lab.argv, '-H', 'mail1', 'apply'), (said) => {
      if (isCut || !said.includes('rcctl enable httpd')) return;
      isCut = true;
      lab.namespace.demand('ip', 'link', 'set', 'lo', 'down');
    });
    lab.linkUp();
    lab.server.write('ssh_config', config);
    assert.equal(applied.exit, 3, applied.stdout + applied.stderr);
    assert.match(applied.stderr, /the connection to mail1 was lost: it does not answer any more/);
    // The host hears of it a moment after the link is back; until then the run that is gone holds the lock.
    let finished = elsewhere('apply', '-q');
    for (let attempt = 0; /holds the lock/.test(finished.stderr) && attempt < 20; attempt += 1) {
      await sleep(500);
      finished = elsewhere('apply', '-q');
    }
    assert.equal(finished.exit, 0, finished.stderr);
    assert.equal(elsewhere('check').exit, 0);
  });

  test('a clock that differs from the host\'s by more than some minutes is a note of plan, apply and check', () => {
    fresh();
    const ahead = (by: string, ...argv: string[]) => lab.namespace.run([...lab.argv, '-H', 'mail1', ...argv], { ahead: by });
    const note = /^note: the clock of mail1 is 3 hours behind this machine's: .*; find out which is wrong and set it right; on mail1: ntpctl -s status$/m;
    assert.doesNotMatch(ahead('+2m', 'plan').stdout, /the clock of/);
    assert.match(ahead('+3h', 'plan').stdout, note);
    const applied = ahead('+3h', 'apply');
    assert.equal(applied.exit, 0, applied.stderr);
    assert.match(applied.stdout, note);
    // Its certificate is not valid yet here: whose clock is wrong can't be told, that they differ can.
    assert.match(ahead('-26h', 'plan').stderr, /^next: .*the clock of mail1 is 1 day ahead of this machine's: /m);
    const checked = ahead('+3h', 'check');
    assert.equal(checked.exit, 0, checked.stdout + checked.stderr);
    assert.match(checked.stdout, /the clock of mail1 is 3 hours behind/);
    assert.doesNotMatch(lab.stsctl('-H', 'mail1', 'check').stdout, /the clock of/);
  });

  test('no space on the host: every file is as before, and the next apply works', () => {
    fresh();
    lab.namespace.demand('/bin/sh', '-c', 'mkdir -p /var/db/stsctl && mount -t tmpfs -o size=4k,mode=0700 none /var/db/stsctl && head -c 8192 /dev/zero > /var/db/stsctl/full || true');
    const told = lab.stsctl('-H', 'mail1', 'apply', '-q');
    lab.namespace.demand('umount', '/var/db/stsctl');
    assert.equal(told.exit, 1, told.stderr);
    assert.match(told.stderr, /^\/var\/db\/stsctl\/\S+: can't be written: no space left on device$/m);
    assert.match(told.stderr, /^unchanged: every file on mail1$/m);
    assert.match(told.stderr, /^next: .*make room .*then: stsctl -f \S+ -H mail1 apply$/m);
    assert.equal(lab.read('/etc/httpd.conf'), WWW);
    assert.equal(lab.stsctl('-H', 'mail1', 'apply', '-q').exit, 0);
  });

  describe('as somebody else', () => {
    before(() => {
      lab.write('/etc/noisy', '#!/bin/sh\necho "*** only for the staff ***"\necho "mail: you have none" >&2\nexec /usr/bin/mksh "$@"\n', 0o755);
      lab.addUser('admin', '/etc/noisy');
      lab.configure('[host mail1]\nssh = admin@mail1\nbecome = doas\n\n[host plain]\nssh = admin@mail1\n');
      fresh();
    });

    test('without a rule in doas.conf the line it needs is told', () => {
      lab.namespace.run(['rm', '-f', '/etc/doas.conf']);
      for (const conf of [null, 'permit nopass admin as root cmd /usr/bin/id\n']) {
        if (conf !== null) lab.write('/etc/doas.conf', conf, 0o600);
        const told = lab.stsctl('-H', 'mail1', 'plan', '-q');
        assert.equal(told.exit, 1, told.stdout);
        assert.match(told.stderr, /doas on mail1 gives no permission: doas: /);
        assert.match(told.stderr, /^next: .*: permit nopass admin as root cmd \/bin\/sh args -s$/m);
      }
    });

    test('a rule that asks for a password is told too', () => {
      lab.write('/etc/doas.conf', 'permit admin as root cmd /bin/sh args -s\n', 0o600);
      const told = lab.stsctl('-H', 'mail1', 'plan', '-q');
      assert.match(told.stderr, /doas on mail1 gives no permission: doas: .*(required|terminal)/i);
    });

    test('with what doas-rules prints: a login shell that prints a banner is no trouble', () => {
      const rules = lab.stsctl('doas-rules');
      assert.equal(rules.stdout, '# /etc/doas.conf on mail1\npermit nopass admin as root cmd /bin/sh args -s\n');
      lab.write('/etc/doas.conf', rules.stdout, 0o600);
      const applied = lab.stsctl('-H', 'mail1', 'apply', '-q');
      assert.equal(applied.exit, 0, applied.stderr);
      assert.equal(lab.namespace.demand('stat', '-c', '%U:%G %a', '/etc/httpd.conf').trim(), 'root:root 644');
      assert.deepEqual(lab.stsctl('-H', 'mail1', 'apply'), { exit: 0, stdout: '', stderr: '' });
    });

    test('a login shell of fish', { skip: missingPrograms(['fish']).length > 0 && 'needs fish' }, () => {
      lab.addUser('fisher', '/usr/bin/fish', 2346);
      lab.configure('[host mail1]\nssh = fisher@mail1\nbecome = doas\n');
      lab.write('/etc/doas.conf', lab.stsctl('doas-rules').stdout, 0o600);
      fresh();
      const applied = lab.stsctl('-H', 'mail1', 'apply', '-q');
      assert.deepEqual(applied, { exit: 0, stdout: '', stderr: '' });
      assert.match(lab.read('/etc/httpd.conf'), /server "mta-sts\.example\.com"/);
      assert.deepEqual(lab.stsctl('-H', 'mail1', 'rollback', '-q'), { exit: 0, stdout: '', stderr: '' });
      assert.deepEqual(lab.stsctl('-H', 'mail1', 'apply', '-q'), { exit: 0, stdout: '', stderr: '' });
      assert.deepEqual(lab.stsctl('-H', 'mail1', 'apply'), { exit: 0, stdout: '', stderr: '' });
      lab.configure('[host mail1]\nssh = admin@mail1\nbecome = doas\n\n[host plain]\nssh = admin@mail1\n');
    });

    test('who is not root changes nothing, and is told how to', () => {
      const told = lab.stsctl('-H', 'plain', 'rollback');
      assert.equal(told.exit, 1);
      assert.match(told.stderr, /only root can change plain/);
      assert.match(told.stderr, /become = doas/);
    });
  });

  test('several hosts: each told by its name, one that fails stops no other, the exit status is the worst', () => {
    lab.configure('[host mail1]\nssh = mail1\n\n[host mail2]\nssh = nowhere\n\n[host mail3]\nssh = mail1\ntransport = openssh\n');
    lab.server.host('nowhere', 'HostName mail2.invalid');
    const all = lab.stsctl('-H', 'all', 'plan');
    assert.equal(all.exit, 1, all.stderr);
    assert.match(all.stderr, /^mail2: stsctl: mail2 \(mail2\.invalid port \d+\) /m);
    assert.match(all.stderr, /^mail1  done, or nothing to do$/m);
    assert.match(all.stderr, /^mail2  failed: /m);
    assert.match(all.stderr, /^mail3  done, or nothing to do$/m);
    const json = JSON.parse(lab.stsctl('-H', 'mail1', '-H', 'mail2', 'plan', '--json').stdout) as { hosts: { host: string; exit: number }[] };
    assert.deepEqual(json.hosts.map(({ host, exit }) => [host, exit]), [['mail1', 0], ['mail2', 1]]);
    const fast = lab.stsctl('-H', 'mail2', '-H', 'mail1', 'plan', '--fail-fast', '--jobs', '1');
    assert.match(fast.stderr, /^mail1  not tried$/m);
  });
});
