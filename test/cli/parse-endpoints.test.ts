// Addresses of the command line, with a port or with the usual one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpointsOf, type Endpoints } from '../../src/cli/parse-endpoints.ts';

const read = (values: Parameters<typeof endpointsOf>[0]) => endpointsOf(values) as Endpoints;

test('an address alone has the usual port of its option', () => {
  const { resolver, connect, connectHttp, servers, smtpPort } = read({ resolver: '9.9.9.9', connect: '[2001:db8::1]', 'connect-http': '203.0.113.1', server: ['203.0.113.2', '[::1]:5353'] });
  assert.deepEqual([resolver, connect, connectHttp], [{ address: '9.9.9.9', port: 53 }, { address: '2001:db8::1', port: 443 }, { address: '203.0.113.1', port: 80 }]);
  assert.deepEqual(servers, [{ address: '203.0.113.2', port: 53 }, { address: '::1', port: 5353 }]);
  assert.equal(smtpPort, 25);
});

test('a port that is given is that port', () => {
  assert.deepEqual(read({ resolver: '127.0.0.1:5300', connect: '127.0.0.1:65535', listen: '127.0.0.1:1', 'smtp-port': '2525' }), {
    resolver: { address: '127.0.0.1', port: 5300 }, connect: { address: '127.0.0.1', port: 65535 }, connectHttp: null, listen: { address: '127.0.0.1', port: 1 }, smtpPort: 2525, servers: [],
  });
});

test('what is no address, or could be read in two ways, is told', () => {
  const next = 'use ADDRESS:PORT, or ADDRESS for port 53, with brackets around an IPv6 address';
  for (const text of ['', 'ns1', 'ns1:53', '2001:db8::1', '2001:db8::1:53', '[127.0.0.1', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:65536', '127.0.0.1:5a', '127.0.0.1 ', '256.0.0.1']) {
    assert.equal(endpointsOf({ resolver: text }), `--resolver is "${text}"; ${next}`);
    assert.equal(endpointsOf({ server: ['127.0.0.1', text] }), `--server is "${text}"; ${next}`);
  }
  assert.equal(endpointsOf({ listen: '127.0.0.1' }), '--listen is "127.0.0.1"; use ADDRESS:PORT, with brackets around an IPv6 address');
  for (const port of ['', '0', '65536', '1e3']) assert.equal(endpointsOf({ 'smtp-port': port }), `--smtp-port is "${port}"; use 1 to 65535`);
});
