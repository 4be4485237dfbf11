// stsctl.conf(5): what is accepted and what it means.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../src/config/parse-config.ts';
import type { Config, DomainConfig } from '../../src/model/config.ts';

function config(text: string): Config {
  const result = parseConfig('stsctl.conf', text);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.diagnostics, null, 1));
  return result.value;
}

function domain(text: string): DomainConfig {
  const [first] = config(text).domains;
  assert.ok(first);
  return first;
}

const SHARED = '[policy]\nmode = enforce\nmax_age = 86400\nmx[] = mail.example.com\nmx[] = mx-backup.example.com\n';

test('the example is the tutorial: its policy, its addresses, its reports', () => {
  const example = readFileSync(fileURLToPath(new URL('../../examples/stsctl.conf', import.meta.url)), 'utf8');
  assert.deepEqual(config(example), {
    file: 'stsctl.conf',
    domains: [
      {
        domain: 'example.com',
        shown: 'example.com',
        policy: { mode: 'enforce', maxAgeSeconds: 86400, mx: ['mail.example.com', 'mx-backup.example.com'] },
        sharesPolicy: true,
        tlsrpt: ['mailto:reports@example.com'],
        addresses: ['203.0.113.1', '2001:db8::7334'],
        certificate: { kind: 'own' },
        zone: null,
        line: 20,
      },
    ],
    acme: {
      authority: 'letsencrypt',
      apiUrl: 'https://acme-v02.api.letsencrypt.org/directory',
      accountKey: '/etc/acme/letsencrypt-privkey.pem',
      contact: null,
      insecure: false,
      keyType: 'rsa',
      caFile: null,
      alsoRestart: [],
    },
    hosts: [],
    reports: { keepDays: 400, requireDkim: false, countUnproved: false },
    watch: { listen: { address: '127.0.0.1', port: 8461 }, allowRemote: false, intervalSeconds: 3600, notify: [] },
  });
});

test('who is told is a mail address or a program with its arguments', () => {
  const { watch } = config('[domain example.com]\nmx = mail.example.com\n[watch]\nlisten = [::1]:9000\ninterval = 300\nnotify[] = mailto:hostmaster@example.com\nnotify[] = /usr/local/bin/tell  --to pager\n');
  assert.deepEqual(watch, { listen: { address: '::1', port: 9000 }, allowRemote: false, intervalSeconds: 300, notify: [{ kind: 'mail', address: 'hostmaster@example.com' }, { kind: 'program', argv: ['/usr/local/bin/tell', '--to', 'pager'] }] });
});

test('mode is testing and max_age a week unless said', () => {
  assert.deepEqual(domain('[domain example.com]\nmx = mail.example.com\n').policy, { mode: 'testing', maxAgeSeconds: 604800, mx: ['mail.example.com'] });
});

test('a single mx may be written with or without brackets', () => {
  const plain = domain('[domain example.com]\nmx = mail.example.com\n');
  assert.deepEqual(domain('[domain example.com]\nmx[] = mail.example.com\n'), plain);
});

test('mode none needs no mx', () => {
  assert.deepEqual(domain('[domain example.com]\nmode = none\n').policy.mx, []);
});

test('a domain shares the policy file when it says the same as [policy] or nothing', () => {
  assert.equal(domain(`${SHARED}[domain example.com]\n`).sharesPolicy, true);
  assert.equal(domain(`${SHARED}[domain example.com]\nmode = enforce\nmax_age = 086400\n`).sharesPolicy, true);
});

test('a domain that differs in mode, max_age or mx has a policy file of its own', () => {
  for (const line of ['mode = testing', 'max_age = 604800', 'mx = mail.example.com', 'mx[] = mx-backup.example.com\nmx[] = mail.example.com']) {
    assert.equal(domain(`${SHARED}[domain example.com]\n${line}\n`).sharesPolicy, false, line);
  }
});

test('without [policy] no domain shares a file, so that a second domain moves nothing', () => {
  assert.equal(domain('[domain example.com]\nmx = mail.example.com\n').sharesPolicy, false);
});

test('mx and tlsrpt of a domain take the place of those of [policy]', () => {
  const text = '[policy]\nmx = mail.example.com\ntlsrpt = mailto:a@example.com\n[domain example.org]\nmx = mail.example.org\ntlsrpt = https://example.org/tlsrpt\n';
  assert.deepEqual(domain(text).policy.mx, ['mail.example.org']);
  assert.deepEqual(domain(text).tlsrpt, ['https://example.org/tlsrpt']);
});

test('an internationalized domain becomes A-labels and is remembered as written', () => {
  const { domain: name, shown } = domain('[domain Bücher.example]\nmx = Mail.Bücher.example\n');
  assert.deepEqual([name, shown], ['xn--bcher-kva.example', 'Bücher.example']);
  assert.deepEqual(domain('[domain Bücher.example]\nmx = *.Bücher.example\n').policy.mx, ['*.xn--bcher-kva.example']);
});

test('addresses are in the form of RFC 5952, in the order written', () => {
  const text = '[domain example.com]\nmx = mail.example.com\naddress[] = 2001:DB8:0:0:8A2E:370:7334:1\naddress[] = 2001:0db8::0:0:1\naddress[] = 127.0.0.1\n';
  assert.deepEqual(domain(text).addresses, ['2001:db8::8a2e:370:7334:1', '2001:db8::1', '127.0.0.1']);
});

test('line ends may be CRLF, headers may be indented and followed by a comment, values quoted', () => {
  const text = ' [policy] ; for all\r\nmx[]\t=\t"mail.example.com"\r\nmode = testing # for now\r\n[ domain   example.com ]\r\nzone = \'/var/nsd/zones/master/example.com\'\r\n';
  const only = domain(text);
  assert.deepEqual([only.policy.mode, only.policy.mx, only.zone], ['testing', ['mail.example.com'], '/var/nsd/zones/master/example.com']);
});

test('an authority that is known needs a name alone, another one a url', () => {
  const body = '[domain example.com]\nmx = mail.example.com\n[acme]\n';
  assert.equal(config(`${body}authority = buypass-test\n`).acme.apiUrl, 'https://api.test4.buypass.no/acme/directory');
  const own = config(`${body}authority = pebble\nurl = http://127.0.0.1:14000/dir\ninsecure = yes\nkey_type = ecdsa\nca_file = /etc/ssl/pebble.pem\ncontact = MAILTO:me@example.com\n`).acme;
  assert.deepEqual(own, {
    authority: 'pebble',
    apiUrl: 'http://127.0.0.1:14000/dir',
    accountKey: '/etc/acme/pebble-privkey.pem',
    contact: 'mailto:me@example.com',
    insecure: true,
    keyType: 'ecdsa',
    caFile: '/etc/ssl/pebble.pem',
    alsoRestart: [],
  });
});

test('a host without ssh is reached by its name', () => {
  const text = '[domain example.com]\nmx = mail.example.com\n[host mail1]\n[host mail2]\nssh = admin@[2001:db8::2]:2222\nbecome = doas\n';
  assert.deepEqual(config(text).hosts, [
    { name: 'mail1', ssh: 'mail1', become: null, transport: 'ssh2' },
    { name: 'mail2', ssh: 'admin@[2001:db8::2]:2222', become: 'doas', transport: 'ssh2' },
  ]);
});

test('a tlsrpt URI may carry percent-encoded characters', () => {
  assert.deepEqual(domain('[domain example.com]\nmx = mail.example.com\ntlsrpt = mailto:reports%21@example.com\n').tlsrpt, ['mailto:reports%21@example.com']);
});

test('a policy host too long for a common name is accepted with a warning', () => {
  const text = (length: number) => `[domain ${'a'.repeat(length)}.example.com]\nmx = mail.example.com\n`;
  const warnings = (length: number) => {
    const result = parseConfig('stsctl.conf', text(length));
    assert.ok(result.ok);
    return result.warnings.map(({ message }) => message);
  };
  assert.deepEqual(warnings(44), []);
  assert.match(warnings(45)[0] ?? '', /is 65 characters; acme-client\(1\) puts it into a common name/);
});

test('[reports]: how long reports are kept, and from whom', () => {
  const result = parseConfig('f', '[domain example.com]\nmx[] = mail.example.com\n[reports]\nkeep_days = 90\nrequire_dkim = yes\ncount_unproved = yes\n');
  assert.ok(result.ok);
  assert.deepEqual(result.value.reports, { keepDays: 90, requireDkim: true, countUnproved: true });
});
