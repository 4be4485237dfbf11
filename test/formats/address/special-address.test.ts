import assert from 'node:assert/strict';
import { test } from 'node:test';
import { specialAddress } from '../../../src/formats/address/special-address.ts';

test('addresses on the internet', () => {
  for (const address of ['8.8.8.8', '203.0.113.1', '172.32.0.1', '11.0.0.1', '2a00:1450::1', '2001:db8::1']) assert.equal(specialAddress(address), null, address);
});

test('addresses that are not', () => {
  for (const address of ['0.0.0.0', '10.1.2.3', '127.0.0.2', '169.254.169.254', '172.16.0.1', '192.168.1.1', '100.64.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fd00::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:7f00:1']) assert.notEqual(specialAddress(address), null, address);
});
