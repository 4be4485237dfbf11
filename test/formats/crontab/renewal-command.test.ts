// Which runs of stsctl renew a job holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRenewalCommand } from '../../../src/formats/crontab/renewal-command.ts';

const runs = (command: string) => readRenewalCommand(command).stsctlRuns;

test('with its configuration and the programs by their paths', () => {
  assert.deepEqual(runs('/usr/local/bin/node /opt/stsctl renew'), [{ config: '', programs: ['/usr/local/bin/node', '/opt/stsctl'] }]);
  assert.deepEqual(runs('/opt/stsctl renew'), [{ config: '', programs: ['/opt/stsctl'] }]);
  assert.deepEqual(runs('node /opt/stsctl renew'), [{ config: '', programs: ['/opt/stsctl'] }]);
  assert.deepEqual(runs('stsctl renew; /opt/stsctl -f /b renew'), [{ config: '', programs: [] }, { config: '/b', programs: ['/opt/stsctl'] }]);
  for (const command of ['stsctl -f /a renew', 'stsctl renew --file /a', 'stsctl -vf /a renew', 'stsctl --ca-file /c renew -f /a']) assert.deepEqual(runs(command), [{ config: '/a', programs: [] }], command);
});

test('what only says what is due, or is another command, is none', () => {
  for (const command of ['stsctl -n renew', 'stsctl renew -vn', 'stsctl renew --dry-run', 'stsctl check renew', 'stsctl -f renew', 'stsctl', 'node renew', 'xstsctl renew', 'stsctl-old renew', 'echo stsctl renew']) {
    assert.deepEqual(runs(command), [], command);
  }
});

test('a user where the command should begin, as in a system crontab', () => {
  assert.equal(readRenewalCommand('root acme-client a').user, 'root');
  assert.equal(readRenewalCommand('_acme\tacme-client a').user, '_acme');
  assert.equal(readRenewalCommand('root date').user, null);
  assert.equal(readRenewalCommand('acme-client root').user, null);
});

test('what would run programs without end is not run in thought either', () => {
  const within = (depth: number) => Array.from({ length: depth }, (_, index) => `for x${index} in 1 2 3 4 5 6 7 8 9; do `).join('') + 'acme-client a && rcctl reload httpd; ' + 'done; '.repeat(depth);
  const start = process.cpuUsage();
  assert.equal(readRenewalCommand(within(9)).behaviour, null);
  assert.ok(process.cpuUsage(start).user < 2_000_000);
  assert.deepEqual(readRenewalCommand(within(1)).behaviour?.withoutReload, []);
});
