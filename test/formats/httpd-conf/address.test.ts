// Addresses, ports and protocols in the spellings httpd(8) takes.
import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyOfFamily, isV6, parseAddress } from '../../../src/formats/httpd-conf/address.ts';
import { portNumber, resolveService } from '../../../src/formats/httpd-conf/services.ts';
import { parseProtocols } from '../../../src/formats/httpd-conf/tls-protocols.ts';

test('numeric addresses get the spelling of RFC 5952', () => {
  for (const [text, want] of [
    ['127.0.0.1', '127.0.0.1'], ['::', '::'], ['0:0:0:0:0:0:0:1', '::1'], ['2001:DB8::0:1', '2001:db8::1'], ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:2:3:4:5:6:7:0', '1:2:3:4:5:6:7:0'], ['::ffff:192.0.2.1', '::ffff:192.0.2.1'], ['64:ff9b::192.0.2.1', '64:ff9b::c000:201'], ['1::', '1::'],
  ]) assert.equal(parseAddress(text ?? ''), want, text);
});

test('anything else is no address', () => {
  for (const text of ['', '1.2.3', '1.2.3.04', '256.1.1.1', ':', '1:2', ':::', '1::2::3', '[::1]', '12345::', '1:2:3:4:5:6:7:8:9', '1.2.3.4::', 'egress']) {
    assert.equal(parseAddress(text), null, text);
  }
});

test('a port is a number as strtonum(3) takes it, else a service', () => {
  assert.equal(portNumber(' +443', resolveService), 443);
  assert.equal(portNumber('-0', resolveService), 0);
  assert.equal(portNumber('https', resolveService), 443);
  for (const text of ['65536', '-1', '80 ', '0x50', '', 'wibble']) assert.equal(portNumber(text, resolveService), null, text);
});

test('protocols are separated by commas or colons, may be negated, and have one spelling', () => {
  assert.equal(parseProtocols('default'), 'tlsv1.2,tlsv1.3');
  assert.equal(parseProtocols('TLSv1.3:tlsv1.2'), 'tlsv1.2,tlsv1.3');
  assert.equal(parseProtocols('!tlsv1.2'), 'tlsv1.3');
  assert.equal(parseProtocols('all,!all'), '');
  assert.equal(parseProtocols('all:!tlsv1.1'), 'tlsv1.2,tlsv1.3');
  assert.equal(parseProtocols('tlsv1.0'), 'tlsv1.0');
  for (const text of ['', '-all', 'tlsv1.2,', 'TLSv9', 'tlsv1.2 ']) assert.equal(parseProtocols(text), null, text);
});

test('any text: an address where Node sees one, in the one spelling that a URL has', () => {
  const group = fc.constantFrom('0', '0', '0', '00', '1', 'ab', 'FFFF', '0db8', 'fffff', '', 'g');
  const v4 = fc.tuple(...[0, 1, 2, 3].map(() => fc.constantFrom('0', '1', '9', '10', '199', '255', '256', '01', 'a'))).map((parts) => parts.join('.'));
  const v6 = fc.tuple(fc.array(group, { minLength: 1, maxLength: 9 }), fc.option(v4)).map(([groups, end]) => [...groups, ...(end === null ? [] : [end])].join(':'));
  fc.assert(
    fc.property(fc.oneof(v4, v6, fc.tuple(v6, v6).map((halves) => halves.join('::'))), (text) => {
      const address = parseAddress(text);
      assert.equal(address !== null, isIP(text) !== 0, text);
      if (address === null || isIP(text) === 4) return void assert.ok(address === null || address === text);
      const spelt = (each: string) => new URL(`http://[${each}]/`).hostname;
      assert.equal(spelt(address), spelt(text));
      if (!address.includes('.')) assert.equal(`[${address}]`, spelt(text));
      else assert.match(address, /^::ffff:[0-9]+\./);
    }),
    { numRuns: 3000 },
  );
});

test('an address of one family stands for all of it', () => {
  assert.deepEqual(['192.0.2.1', '2001:db8::1'].map((each) => [isV6(each), anyOfFamily(each)]), [[false, '0.0.0.0'], [true, '::']]);
});
