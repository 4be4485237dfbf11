// What `renew` looks after, from facts alone: which handles, where each is served, and who runs it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Facts } from '../../src/model/facts.ts';
import type { RenewalPlan } from '../../src/model/renewal.ts';
import { bareRenewal, planRenewal } from '../../src/plan/plan-renewal.ts';
import { desiredOf } from '../support/desired.ts';
import { factsOf } from '../support/facts.ts';

const ADDRESS = '203.0.113.1';
const domain = (name: string, more = '') => `[domain ${name}]\naddress[] = ${ADDRESS}\n${more}`;
const CONF = `[policy]\nmode = testing\nmax_age = 86400\nmx[] = mail.example.com\n${domain('example.com')}`;
const handle = (name: string, more = '') => `domain ${name} {\n${more}\tdomain key "/etc/ssl/private/${name}.key"\n\tdomain full chain certificate "/etc/ssl/${name}.fullchain.pem"\n}\n`;
const HANDLE = handle('mta-sts.example.com');
const HTTPD = 'server "www.example.com" {\n\tlisten on * port 80\n}\n';

function facts({ acme = HANDLE, conf = HTTPD as string | null, ...more }: { acme?: string; conf?: string | null } & Partial<Facts> = {}): Facts {
  return factsOf({ files: { '/etc/acme-client.conf': acme, ...(conf === null ? {} : { '/etc/httpd.conf': conf }) }, facts: { crontab: '', ...more } });
}

function planned(config: string, given: Facts): RenewalPlan {
  const result = planRenewal(desiredOf(config), given);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

const CERTIFICATE = '/etc/ssl/mta-sts.example.com.fullchain.pem';
const SERVED = { domain: 'example.com', policyHost: 'mta-sts.example.com', connect: [ADDRESS] };

test('a handle with its names, its certificate and where that is served', () => {
  const { renewals, missing, doubts } = planned(CONF, facts({ acme: handle('mta-sts.example.com', '\talternative names { www.example.com }\n') }));
  assert.deepEqual(renewals, [{ handle: 'mta-sts.example.com', names: ['mta-sts.example.com', 'www.example.com'], certificate: CERTIFICATE, schedule: 'none', isUnheard: false, served: [SERVED] }]);
  assert.deepEqual([missing, doubts], [[], []]);
});

test('one that acme-client.conf does not have is missing, and is not renewed', () => {
  const { renewals, missing } = planned(CONF, facts({ acme: '' }));
  assert.deepEqual([renewals, missing], [[], ['mta-sts.example.com']]);
});

test('a certificate that several domains share is renewed once, and looked at where each is served', () => {
  const config = CONF + domain('example.net', 'certificate = example.com\n');
  const { renewals } = planned(config, facts({ acme: handle('mta-sts.example.com', '\talternative names { mta-sts.example.net }\n') }));
  assert.deepEqual(renewals.map((each) => [each.handle, each.served.map((served) => served.domain)]), [['mta-sts.example.com', ['example.com', 'example.net']]]);
});

test('a certificate of another client is nobody\'s to renew here', () => {
  const files = 'certificate_file = /etc/ssl/a.pem\nkey_file = /etc/ssl/private/a.key\n';
  const given = facts();
  const { renewals, missing } = planned(`${CONF}${files}`, given);
  assert.deepEqual([renewals, missing], [[], []]);
});

describe('who runs it', () => {
  const scheduleWith = (crontab: string, more: Partial<Facts> = {}) => planned(CONF, facts({ crontab, ...more })).renewals[0];

  test('nobody, a line of the base system, or stsctl', () => {
    assert.equal(scheduleWith('0 1 * * * date\n')?.schedule, 'none');
    assert.equal(scheduleWith('~ ~ * * * acme-client mta-sts.example.com && rcctl reload httpd\n')?.schedule, 'base');
    assert.equal(scheduleWith('~ ~ * * * /usr/local/bin/stsctl renew\n')?.schedule, 'stsctl');
  });

  test('without crontab(1) nothing is known', () => {
    const given = facts({ crontab: '~ ~ * * * acme-client mta-sts.example.com\n', programs: new Set(['/usr/sbin/httpd', '/usr/sbin/acme-client', '/usr/sbin/rcctl']), root: '/tree' });
    assert.deepEqual(planned(CONF, given).renewals.map(({ schedule, isUnheard }) => [schedule, isUnheard]), [[null, false]]);
  });

  test('a report that is mailed to nobody is told', () => {
    const line = '~ ~ * * * acme-client mta-sts.example.com && rcctl reload httpd\n';
    assert.equal(scheduleWith(line)?.isUnheard, false);
    assert.equal(scheduleWith(`MAILTO=""\n${line}`)?.isUnheard, true);
  });
});

test('without an httpd.conf there is something to doubt; what is wrong in one is told, and nothing is refused for it', () => {
  const none = planned(CONF, facts({ conf: null }));
  assert.deepEqual(none.doubts.map(({ message, place }) => [place?.file, message]), [['/etc/httpd.conf', 'is not there: httpd serves nothing once it is loaded again']]);
  assert.equal(none.renewals.length, 1);
  const broken = planned(CONF, facts({ conf: 'server {\n' }));
  assert.equal(broken.doubts[0]?.code, 'httpd-conf-broken');
});

test('an acme-client.conf that acme-client refuses, and a host without its programs, are refused', () => {
  const codes = (given: Facts) => {
    const result = planRenewal(desiredOf(CONF), given);
    return result.ok ? [] : result.diagnostics.map(({ code }) => code);
  };
  assert.deepEqual(codes(facts({ acme: 'domain {\n' })), ['acme-client-conf-broken']);
  assert.deepEqual(codes(facts({ programs: new Set(['/usr/sbin/httpd']) })), ['host-program-missing']);
});

test('services that share the certificate, and every certificate that httpd serves', () => {
  const own = `server "mta-sts.example.com" {\n\tlisten on * tls port 443\n\ttls certificate "/etc/ssl/w.pem"\n\ttls key "/etc/ssl/private/w.key"\n}\n`;
  const { alsoRestart, certificates } = planned(`${CONF}[acme]\nalso_restart[] = smtpd\n`, facts({ conf: own }));
  assert.deepEqual(alsoRestart, ['smtpd']);
  assert.ok(certificates.includes('/etc/ssl/w.pem'), certificates.join());
});

describe('by the configuration alone, where the host can\'t be looked at', () => {
  test('each certificate of our own, at its addresses, else where the host is reached', () => {
    const { renewals, certificates, missing } = bareRenewal(desiredOf(CONF.replace(`address[] = ${ADDRESS}\n`, '') + domain('example.net')), null);
    assert.deepEqual(renewals.map(({ handle: name, served }) => [name, served[0]?.connect]), [['mta-sts.example.com', ['127.0.0.1']], ['mta-sts.example.net', [ADDRESS]]]);
    assert.deepEqual([certificates, missing], [['/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/mta-sts.example.net.fullchain.pem'], []]);
    assert.deepEqual(bareRenewal(desiredOf(CONF.replace(`address[] = ${ADDRESS}\n`, '')), '198.51.100.7').renewals[0]?.served[0]?.connect, ['198.51.100.7']);
  });

  test('one that another domain has, or another client, is no own handle', () => {
    const config = CONF + domain('example.net', 'certificate = example.com\n') + domain('example.org', 'certificate_file = /etc/ssl/a.pem\nkey_file = /etc/ssl/private/a.key\n');
    assert.deepEqual(bareRenewal(desiredOf(config), null).renewals.map((each) => each.handle), ['mta-sts.example.com']);
  });
});
