// What programs of a renewal job do to httpd: a certificate that is renewed and never loaded is served until it has expired.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailsItself, reloadEffect, usualStatus, writes } from '../../../src/formats/crontab/program-effects.ts';

const program = (line: string, ...substitutions: (string | null)[]) => ({ argv: line.split(' ').map((word) => (word === '?' ? null : word)), substitutions }) as Parameters<typeof reloadEffect>[0];
const effects = (...lines: string[]) => lines.map((line) => reloadEffect(program(line)));

test('rcctl and the scripts of rc.d reload it, start it or leave it alone', () => {
  assert.deepEqual(effects('rcctl reload httpd', 'rcctl -f restart httpd', '/etc/rc.d/httpd reload', '/etc/rc.d/httpd -f restart'), ['reload', 'reload', 'reload', 'reload']);
  assert.deepEqual(effects('rcctl start httpd', '/etc/rc.d/httpd start', 'rcctl reload ?', 'rcctl ? httpd'), ['perhaps', 'perhaps', 'perhaps', 'perhaps']);
  assert.deepEqual(effects('rcctl check httpd', 'rcctl reload smtpd', '/etc/rc.d/smtpd restart', '/etc/rc.d/httpd check', 'rcctl stop httpd', 'rcctl -f'), ['none', 'none', 'none', 'none', 'none', 'none']);
});

test('a signal reloads it when it is HUP and goes to httpd', () => {
  assert.deepEqual(effects('pkill -HUP httpd', 'pkill -1 httpd', 'pkill -SIGHUP -x httpd', 'kill -s HUP httpd', 'pkill -hup httpd'), ['reload', 'reload', 'reload', 'reload', 'reload']);
  assert.equal(reloadEffect(program('kill -HUP ?', 'cat /var/run/httpd.pid')), 'reload');
  // A process by its number may be any; what ends httpd may have it started again.
  assert.deepEqual(effects('pkill httpd', 'kill -HUP 123', 'kill -TERM 123', 'kill -HUP ?', 'pkill -11 httpd'), ['perhaps', 'perhaps', 'perhaps', 'perhaps', 'perhaps']);
  assert.deepEqual(effects('pkill -HUP smtpd', 'pkill -USR1 httpd', 'kill -USR2 123', 'pkill nginx', 'pkill -HUP httpds'), ['none', 'none', 'none', 'none', 'none']);
  assert.equal(reloadEffect(program('kill -HUP ?', 'cat /var/run/smtpd.pid')), 'perhaps');
});

test('httpd itself, acme-client, programs of the base system, and what nobody knows', () => {
  assert.deepEqual(effects('httpd -n', 'httpd -vn', 'httpd', 'httpd -v'), ['none', 'none', 'perhaps', 'perhaps']);
  assert.deepEqual(effects('acme-client a', 'cp a b', 'grep a b', '/usr/sbin/rcctl reload httpd', '/bin/cat x'), ['none', 'none', 'none', 'reload', 'none']);
  assert.deepEqual(effects('/root/after.sh', 'constructor', '?'), ['perhaps', 'perhaps', 'perhaps']);
});

test('exit status 0 is sure of what acts, or only writes; an answer depends on the world', () => {
  for (const line of ['rcctl reload httpd', 'rcctl restart smtpd', '/etc/rc.d/httpd stop', 'kill -HUP 1', 'pkill -1 httpd', 'cp a b', 'echo a']) assert.equal(usualStatus(program(line)), 0, line);
  for (const line of ['rcctl check httpd', 'kill -0 1', 'pkill -TERM httpd', 'grep a b', '/root/reload reload', '?', 'rcctl ?', 'reload restart']) assert.equal(usualStatus(program(line)), null, line);
});

test('what mails, and what writes to whoever reads', () => {
  assert.deepEqual(['mail root', '/usr/bin/mailx root', 'sendmail -t', 'logger a', '?'].map((line) => mailsItself(program(line))), [true, true, true, false, false]);
  assert.deepEqual(['cat a', 'echo a', 'print a', 'printf a', 'cp a b', '?'].map((line) => writes(program(line))), [true, true, true, true, false, false]);
});
