// From hosts as they are to a proposal, and from any proposal to a file that says the same.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseConfig } from '../../src/config/parse-config.ts';
import { KNOWN_AUTHORITIES } from '../../src/config/read-acme.ts';
import { formatProposal } from '../../src/init/format-proposal.ts';
import { lookAtHost } from '../../src/init/host-look.ts';
import { propose, proposedDomains, type DomainInDns, type Proposal, type Wishes } from '../../src/init/propose.ts';
import type { Config } from '../../src/model/config.ts';
import { MemoryHost } from '../support/memory-host.ts';

const NO_WISHES: Wishes = { domains: [], fromTutorial: false, addresses: [], contact: null, mode: null, mx: [], tlsrpt: [] };
const BY_HAND = readFileSync(new URL('../fixtures/openbsd/httpd/configs/mta-sts.conf', import.meta.url), 'utf8');
const SMTPD = 'pki mail.example.com cert "/etc/ssl/mail.example.com.crt"\ntable vdomains file:/etc/mail/vdomains\nlisten on egress tls pki mail.example.com\nmatch from any for domain <vdomains> action "a"\n';

async function proposed(files: Readonly<Record<string, string>>, wishes: Partial<Wishes> = {}, dns: Readonly<Record<string, DomainInDns>> = {}): Promise<Proposal> {
  const host = new MemoryHost(files, () => assert.fail('init runs no program'));
  const look = await lookAtHost(host);
  assert.deepEqual(host.log, [], 'it writes nothing');
  const all = { ...NO_WISHES, ...wishes };
  return propose(look, all, proposedDomains(look, all), new Map(Object.entries(dns)));
}

function read(proposal: Proposal): Config {
  const parsed = parseConfig('stsctl.conf', formatProposal(proposal, KNOWN_AUTHORITIES));
  assert.ok(parsed.ok, JSON.stringify(parsed));
  assert.deepEqual(parsed.warnings, []);
  return parsed.value;
}

test('a mail host that is in DNS: its domains from smtpd, MX and addresses from DNS', async () => {
  const dns = { 'example.com': { mx: ['mx1.example.com', 'mx2.example.com'], addresses: ['203.0.113.1', '2001:db8::1'], tlsrpt: ['mailto:r@example.com'] }, 'example.org': { mx: ['mx1.example.com', 'mx2.example.com'], addresses: [], tlsrpt: [] } };
  const { domains } = read(await proposed({ '/etc/mail/smtpd.conf': SMTPD, '/etc/mail/vdomains': '# mine\nexample.com\nExample.org\n' }, {}, dns));
  assert.deepEqual(domains.map(({ domain, policy, addresses }) => [domain, policy.mode, policy.maxAgeSeconds, policy.mx, addresses]), [
    ['example.com', 'testing', 604_800, ['mx1.example.com', 'mx2.example.com'], ['203.0.113.1', '2001:db8::1']],
    ['example.org', 'testing', 604_800, ['mx1.example.com', 'mx2.example.com'], []],
  ]);
  assert.deepEqual(domains[0]?.tlsrpt, ['mailto:r@example.com']);
});

test('a host that DNS does not know yet: the pki of smtpd is its name; without smtpd, myname is', async () => {
  assert.deepEqual(read(await proposed({ '/etc/mail/smtpd.conf': SMTPD, '/etc/mail/vdomains': 'example.com\n' })).domains[0]?.policy.mx, ['mail.example.com']);
  const [only] = read(await proposed({ '/etc/myname': 'mx.example.net\n' })).domains;
  assert.deepEqual([only?.domain, only?.policy.mx], ['example.net', ['mx.example.net']]);
});

test('a host that says nothing: no domain is made up, and no MX', async () => {
  assert.deepEqual((await proposed({ '/etc/myname': 'puffy\n' })).domains, []);
  assert.deepEqual((await proposed({}, { domains: ['example.com'] })).domains[0]?.mx, { value: [], from: 'nobody said' });
});

test('flags come before all that was found', async () => {
  const wishes = { domains: ['example.com'], mx: ['a.example.com'], mode: 'none', addresses: ['203.0.113.9'], contact: 'mailto:a@example.com', tlsrpt: ['https://example.com/r'] } as const;
  const { domains: [only], acme } = read(await proposed({ '/etc/mail/smtpd.conf': SMTPD }, wishes, { 'example.com': { mx: ['b.example.com'], addresses: ['203.0.113.1'], tlsrpt: [] } }));
  assert.deepEqual([only?.policy.mode, only?.policy.mx, only?.addresses, only?.tlsrpt, acme.contact], ['none', ['a.example.com'], ['203.0.113.9'], ['https://example.com/r'], 'mailto:a@example.com']);
});

const HANDLE = 'authority buypass {\n\tapi url "https://api.buypass.com/acme/directory"\n\taccount key "/etc/acme/own.pem"\n\tcontact "mailto:b@example.com"\n}\ndomain mta-sts.example.com {\n\tdomain key "/etc/ssl/private/m.key" ecdsa\n\tdomain full chain certificate "/etc/ssl/m.pem"\n\tsign with buypass\n}\n';

test('--from-tutorial: mode, max_age and mx of the policy that is served, and the authority of its handle', async () => {
  const files = { '/etc/httpd.conf': BY_HAND, '/etc/acme-client.conf': HANDLE, '/etc/mail/smtpd.conf': SMTPD, '/etc/mail/vdomains': 'example.com\nexample.org\n', '/var/www/mta-sts/mta-sts.txt': 'version: STSv1\nmode: enforce\nmx: mx.example.com\nmx: *.example.net\nmax_age: 1209600\n' };
  const proposal = await proposed(files, { fromTutorial: true }, { 'example.com': { mx: ['other.example.com'], addresses: [], tlsrpt: [] } });
  const { domains, acme } = read(proposal);
  assert.deepEqual(domains.map(({ domain, policy }) => [domain, policy]), [['example.com', { mode: 'enforce', maxAgeSeconds: 1_209_600, mx: ['mx.example.com', '*.example.net'] }]]);
  assert.deepEqual([acme.authority, acme.accountKey, acme.contact, acme.keyType], ['buypass', '/etc/acme/own.pem', 'mailto:b@example.com', 'ecdsa']);
  assert.deepEqual((await proposed(files)).byHand, ['example.com'], 'without the flag it is only told');
});

test('--from-tutorial with a file that holds no policy: said, and testing is proposed', async () => {
  const proposal = await proposed({ '/etc/httpd.conf': BY_HAND, '/var/www/mta-sts/mta-sts.txt': 'mode: enforce\n', '/etc/myname': 'mail.example.com\n' }, { fromTutorial: true });
  assert.deepEqual(proposal.notPolicies, ['/var/www/mta-sts/mta-sts.txt']);
  assert.equal(read(proposal).domains[0]?.policy.mode, 'testing');
});

test('domains that differ from the first say so in their own sections', async () => {
  const mx = (host: string) => ({ mx: [host], addresses: [], tlsrpt: [] });
  const { domains } = read(await proposed({}, { domains: ['a.example', 'b.example'] }, { 'a.example': mx('mx.a.example'), 'b.example': mx('mx.b.example') }));
  assert.deepEqual(domains.map(({ policy, sharesPolicy }) => [policy.mx[0], sharesPolicy]), [['mx.a.example', true], ['mx.b.example', false]]);
});

test('whatever the files hold, a value never becomes a line of its own', async () => {
  const proposal = await proposed({}, { domains: ['example.com'], mx: ['mx.example.com'] });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const evil = formatProposal({ ...proposal, acme: { ...proposal.acme, accountKey: text, contact: text, from: text } }, KNOWN_AUTHORITIES);
      assert.equal(evil.split(/\r|\n/).length, formatProposal({ ...proposal, acme: { ...proposal.acme, accountKey: 'x', contact: 'x', from: 'x' } }, KNOWN_AUTHORITIES).split('\n').length);
    }),
  );
});
