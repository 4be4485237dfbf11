// Ours share TLS sockets with servers of others: httpd takes them only when all say the same of the session.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sharedTlsOptions } from '../../src/plan/shared-tls-options.ts';
import { judge } from '../formats/bsd-conf/worlds.ts';

const ANY = { address: '*', resolved: ['0.0.0.0', '::'] };
const ONE = { address: '192.0.2.1', resolved: ['192.0.2.1'] };
const server = (name: string, address: string, ...tls: string[]) => `server "${name}" {\n\tlisten on ${address} tls port 443\n\ttls {\n\t\tcertificate "/a"\n\t\tkey "/b"\n${tls.map((line) => `\t\t${line}\n`).join('')}\t}\n}\n`;

function shared(text: string, ...listens: (typeof ANY)[]) {
  const { conf, stderr } = judge(text);
  assert.ok(conf.servers.length > 0, stderr.join('\n'));
  const made = sharedTlsOptions(conf.servers, listens, 443);
  return made.ok ? made.options.map(({ name, value }) => `${name} ${value}`) : `${made.server.name} ${made.why}`;
}

test('what others say is taken over, as httpd.conf(5) writes it; defaults are not said', () => {
  assert.deepEqual(shared(server('a', '*'), ANY), []);
  for (const line of ['protocols "tlsv1.3"', 'ciphers "HIGH:!AES128"', 'dhe "auto"', 'ecdhe "P-384"', 'ticket lifetime 7200']) assert.deepEqual(shared(server('a', '*', line), ANY), [line]);
  assert.deepEqual(shared(server('a', '*', 'ticket lifetime 7200', 'protocols "tlsv1.3"'), ANY), ['protocols "tlsv1.3"', 'ticket lifetime 7200']);
});

test('two that differ, each on a socket of its own, can\'t both be shared with', () => {
  for (const line of ['protocols "tlsv1.3"', 'ciphers "HIGH:!AES128"', 'dhe "auto"', 'ecdhe "P-384"', 'ticket lifetime 7200']) {
    const text = server('a', '192.0.2.1') + server('b', '*') + server('c', '*', line).replaceAll('*', '192.0.2.2');
    assert.equal(shared(text, ONE, { address: '192.0.2.2', resolved: ['192.0.2.2'] }, ANY), 'c has other tls options than server "a", and our server would share a port with both', line);
    assert.deepEqual(shared(text, ONE, ANY), [], 'not on a socket of ours');
  }
});

test('only TLS on the same address and port counts', () => {
  const other = server('a', '192.0.2.1', 'protocols "tlsv1.3"');
  assert.deepEqual(shared(other, ANY), []);
  assert.deepEqual(shared(other.replace('443', '8443'), ONE), []);
  assert.deepEqual(shared('server "a" {\n\tlisten on 192.0.2.1 port 443\n}\n', ONE), []);
  assert.deepEqual(shared(other, ONE), ['protocols "tlsv1.3"']);
});

test('one that asks clients for certificates is told, wherever it stands', () => {
  const text = server('a', '192.0.2.1') + server('b', '*', 'client ca "/ca.pem"');
  assert.equal(shared(text, ONE, ANY), 'b asks clients for a certificate (tls client ca), which no sending server has');
  assert.deepEqual(shared(text, ONE), []);
});
