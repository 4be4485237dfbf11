// What smtpd.conf(5) says of names, in the ways people write it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSmtpdConf } from '../../../src/formats/smtpd-conf/read-smtpd-conf.ts';

const NOTHING = { pki: [], hostnames: [], domains: [], domainFiles: [] };

test('the file that OpenBSD comes with names nothing', () => {
  const text = '# see smtpd.conf(5)\ntable aliases file:/etc/mail/aliases\nlisten on socket\nlisten on lo0\naction "local_mail" mbox alias <aliases>\naction "outbound" relay\nmatch from local for local action "local_mail"\nmatch from local for any action "outbound"\n';
  assert.deepEqual(readSmtpdConf(text), NOTHING);
});

test('pki, hostname, an inline table over several lines, a table in a file, a list and a word', () => {
  const text = `pki "mail.example.com" cert "/etc/ssl/mail.example.com.fullchain.pem" # pki not.me
pki "mail.example.com" key "/etc/ssl/private/mail.example.com.key"
pki * cert "/etc/ssl/x.pem"
table domains {
  "example.com",
  example.net
}
table virtual "/etc/mail/vdomains"
table unused { other.example }
listen on egress \\
  tls pki mail.example.com hostname mx.example.com
match from any for domain <domains> action "local"
match from any for domain <virtual> action "virtual"
match from any for domain { "a.example", b.example } action "local"
match auth from any for domain c.example action "local"
match from any for rcpt-to "x@d.example" action "local"
`;
  assert.deepEqual(readSmtpdConf(text), {
    pki: ['mail.example.com'],
    hostnames: ['mx.example.com'],
    domains: ['example.com', 'example.net', 'a.example', 'b.example', 'c.example'],
    domainFiles: ['/etc/mail/vdomains'],
  });
});

test('any text is read, to names that are names', () => {
  const words = fc.array(fc.constantFrom('pki', 'listen', 'match', 'for', 'domain', 'table', '{', '}', '<t>', '"', '#', '\\\n', '\n', 'a.b', 'file:/x', 'hostname'), { maxLength: 40 }).map((each) => each.join(' '));
  fc.assert(fc.property(fc.oneof(fc.string(), words), (text) => readSmtpdConf(text).domains.every((name) => /^[A-Za-z0-9.-]+$/.test(name))));
});

test('a list ends at its brace, and only a match names domains', () => {
  const read = (line: string) => readSmtpdConf(`${line}\n`).domains;
  assert.deepEqual(read('match from any for domain { a.example } helo { b.example } action "x"'), ['a.example']);
  assert.deepEqual(read('match from any for domain a.example rcpt-to b.example action "x"'), ['a.example']);
  assert.deepEqual(read('action "x" lmtp for domain a.example'), []);
  assert.deepEqual(read('match domain a.example action "x"'), []);
  assert.deepEqual(read('filter a.example match for domain b.example'), []);
});
