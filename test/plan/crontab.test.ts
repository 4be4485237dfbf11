// What the plan does about lines of root's crontab that are ours, or that count as no renewal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Facts } from '../../src/model/facts.ts';
import { compileTemplate } from '../../src/formats/template/compile-template.ts';
import { plan } from '../../src/plan/plan.ts';
import { desiredOf, TEMPLATES } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';
import { NOW } from '../support/now.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const HANDLE = 'mta-sts.example.com';
const AGENT = ['/usr/local/bin/node', '/usr/local/lib/node_modules/stsctl/bin/stsctl'];
const RENEW = `${AGENT.join(' ')} renew`;
const baseLine = (...services: string[]) =>
  `~\t~\t*\t*\t*\t-ns /usr/sbin/acme-client ${HANDLE}; case $? in 0) /usr/sbin/rcctl reload httpd${services.map((each) => ` && /usr/sbin/rcctl restart ${each}`).join('')} ;; 2) ;; *) exit 1 ;; esac\n`;

function planned(crontab: string, { config = TUTORIAL, facts = {} }: { config?: string; facts?: Partial<Facts> } = {}) {
  const result = plan(desiredOf(config), factsOf({ facts: { crontab, ...facts } }), { adopt: false, force: false, now: NOW });
  assert.ok(result.ok);
  const step = result.value.steps.find((each) => each.kind === 'install-crontab');
  return { after: step?.kind === 'install-crontab' ? step.after : null, reason: step?.reason, notes: result.value.notes };
}

const withRestart = (...services: string[]) => `${TUTORIAL}\n[acme]\n${services.map((each) => `also_restart[] = ${each}\n`).join('')}`;

test('our line of the base system follows also_restart, at the time it has; anybody else\'s stays', () => {
  const others = 'MAILTO=root\n0 1 * * * date\n';
  assert.deepEqual(planned(others + baseLine(), { config: withRestart('smtpd', 'dovecot') }).after, others + baseLine('smtpd', 'dovecot'));
  assert.deepEqual(planned(baseLine('smtpd') + others).after, baseLine() + others);
  const moved = baseLine('smtpd').replace('~\t~', '7 3');
  assert.equal(planned(moved).after, baseLine().replace('~\t~', '7 3'));
  assert.equal(planned(moved).reason, 'also_restart has changed');
  assert.equal(planned(baseLine('smtpd'), { config: withRestart('smtpd') }).after, null);
  const edited = baseLine().replace('exit 1', 'exit 3');
  assert.equal(planned(edited, { config: withRestart('smtpd') }).after, null);
});

test('a line of ours whose node or stsctl is gone is no renewal, and is replaced in its place', () => {
  const gone = new Map(factsOf().files).set('/opt/old/node', { stat: null, content: null });
  const old = `7 3 * * * -ns /opt/old/node ${AGENT[1]} renew\n`;
  const { after, reason } = planned(`# a\n${old}# b\n`, { facts: { agent: AGENT, files: gone } });
  assert.equal(after, `# a\n7 3 * * * -ns ${RENEW}\n# b\n`);
  assert.equal(reason, '/opt/old/node is not there any more');
  assert.equal(planned(old, { facts: { agent: AGENT } }).after, null, 'not known to be gone');
  const edited = old.replace(' renew', ' renew && date');
  assert.equal(planned(edited, { facts: { agent: AGENT, files: gone } }).after, `${edited}~\t~\t*\t*\t*\t-ns ${RENEW}\n`);
});

test('what runs at boot, with more than a month in between or on a day that never comes is no renewal', () => {
  for (const time of ['@reboot', '@yearly', '0 3 31 2 *', '0 3 30 feb *', '0 3 31 4,6,9,11 *', '0 3 30-31 2 */2', '0 3 1 1 *', '0 3 31 1-3 *', '0 3 1 */3 *', '~ ~ 29~31 4 *', '0 3 29 2 *']) {
    const line = `${time} /usr/sbin/acme-client ${HANDLE} && rcctl reload httpd\n`;
    const { after, notes } = planned(line);
    assert.equal(after, line + baseLine(), time);
    assert.match(notes.join('\n'), /crontab of root, line 1: runs (at boot alone|once a year|once in four years|on a day that never comes|with \d+ days between two runs): it counts as no renewal/);
  }
  for (const time of ['@daily', '0 3 31 2 1', '0 3 */31 * *', '0 3 10,25 * *']) {
    assert.equal(planned(`${time} /usr/sbin/acme-client ${HANDLE} && rcctl reload httpd\n`).after, null, time);
  }
});

test('a report that nobody gets is told', () => {
  const told = /crontab of root, line 2: runs with MAILTO="": nobody gets the report/;
  assert.match(planned(`MAILTO=""\n${baseLine()}`).notes.join('\n'), told);
  assert.match(planned('MAILTO=""\n', { facts: { agent: AGENT } }).notes.join('\n'), told, 'of the line that is added');
  assert.deepEqual(planned(`MAILTO=""\nMAILTO=root\n${baseLine()}`).notes, []);
  assert.deepEqual(planned(`MAILTO=""\n0 3 * * * ${RENEW} | mail -E root\n`).notes, []);
});

test('a line with the options of renew is one', () => {
  assert.equal(planned(`0 3 * * * -ns ${AGENT.join(' ')} --ca-file /etc/ssl/ca.pem renew\n`, { facts: { agent: AGENT } }).after, null);
});

test('a template of the line that can\'t be filled is told by its place', () => {
  const templates = new Map([...TEMPLATES, ['crontab/renew.hbs', compileTemplate('mine.hbs', '{{nothing}}')] as const]);
  const result = plan(desiredOf(TUTORIAL, templates), factsOf(), { adopt: false, force: false, now: NOW });
  assert.ok(!result.ok);
  assert.deepEqual([result.diagnostics[0]?.code, result.diagnostics[0]?.place], ['template-syntax', { file: 'mine.hbs', line: 1, column: 3 }]);
});

test('a line that crontab(1) refuses keeps the whole from being installed, and is told', () => {
  const result = plan(desiredOf(TUTORIAL), factsOf({ facts: { crontab: '# mine\n0 25 * * * date\n' } }), { adopt: false, force: false, now: NOW });
  assert.ok(!result.ok);
  assert.deepEqual([result.diagnostics[0]?.code, result.diagnostics[0]?.message], ['crontab-broken', 'crontab(1) would refuse the crontab that stsctl would install: "crontab of root":2: bad hour']);
});

test('what is added says for what: one certificate by its name, several by their number, beside what has changed', () => {
  const two = `${TUTORIAL}\n[domain example.net]\n`;
  assert.equal(planned('').reason, `renews the certificate of ${HANDLE}`);
  assert.equal(planned('', { config: two }).reason, 'renews 2 certificates');
  assert.equal(planned(baseLine(), { config: `${two}\n[acme]\nalso_restart[] = smtpd\n` }).reason, 'also_restart has changed; renews the certificate of mta-sts.example.net');
});
