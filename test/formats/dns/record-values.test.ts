// Records as the decoder gives them, and aliases on the way to them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from 'dns-packet';
import { followAliases, MAX_ALIASES } from '../../../src/formats/dns/follow-aliases.ts';
import { valuesOf } from '../../../src/formats/dns/record-values.ts';

const record = (type: string, data: unknown, name = 'A.example', ttl: number | undefined = 60) => ({ type, name, ttl, data }) as unknown as Answer;

test('every type, with what a field that is left out stands for', () => {
  const values = (type: Parameters<typeof valuesOf>[2], data: unknown) => valuesOf([record(type, data)], 'a.example', type).values;
  assert.deepEqual(values('A', '192.0.2.1'), ['192.0.2.1']);
  assert.deepEqual(values('AAAA', '2001:db8::1'), ['2001:db8::1']);
  assert.deepEqual(values('NS', 'ns.example'), ['ns.example']);
  assert.deepEqual(values('SOA', { serial: 7 }), [{ serial: 7 }]);
  assert.deepEqual(values('SOA', {}), [{ serial: 0 }]);
  assert.deepEqual(values('MX', { preference: 10, exchange: 'm.example' }), [{ preference: 10, exchange: 'm.example' }]);
  assert.deepEqual(values('MX', { exchange: 'm.example' }), [{ preference: 0, exchange: 'm.example' }]);
  assert.deepEqual(values('CAA', { flags: 0x80, tag: 'ISSUE', value: 'x' }), [{ isCritical: true, tag: 'issue', value: 'x' }]);
  assert.deepEqual(values('CAA', { flags: 0x7f, tag: 'iodef', value: '' }), [{ isCritical: false, tag: 'iodef', value: '' }]);
  assert.deepEqual(values('CAA', {}), [{ isCritical: false, tag: '', value: '' }]);
  assert.deepEqual(values('TXT', [Buffer.from('\u00fc', 'latin1'), 'b']), [['\u00fc', 'b']]);
  assert.deepEqual(values('TXT', 'one'), [['one']]);
  assert.deepEqual(values('TXT', Buffer.from('one')), [['one']]);
});

test('of the name and type asked for alone, kept as long as the shortest', () => {
  const answers = [record('A', '192.0.2.1', 'a.EXAMPLE', 30), record('A', '192.0.2.2', 'b.example', 5), record('NS', 'c.example', 'a.example', 5), record('A', '192.0.2.3', 'a.example', 20)];
  assert.deepEqual(valuesOf(answers, 'a.example', 'A'), { values: ['192.0.2.1', '192.0.2.3'], ttlSeconds: 20 });
  assert.equal(valuesOf([{ ...record('A', '192.0.2.1'), ttl: undefined } as unknown as Answer], 'a.example', 'A').ttlSeconds, 0);
});

test('aliases are followed in any case and order, as many as resolvers follow, and no further', () => {
  const chain = (length: number) => Array.from({ length }, (_, at) => record('CNAME', `N${at + 1}.example.`, `n${at}.Example`)).reverse();
  assert.deepEqual(followAliases('N0.example.', chain(2)), { aliases: ['n1.example', 'n2.example'], target: 'n2.example' });
  assert.deepEqual(followAliases('x.example', chain(2)), { aliases: [], target: 'x.example' });
  const longest = followAliases('n0.example', chain(MAX_ALIASES));
  assert.ok(longest !== 'loop' && longest.aliases.length === 16);
  assert.equal(followAliases('n0.example', chain(MAX_ALIASES + 1)), 'loop');
});

test('aliases that lead back are a loop', () => {
  const alias = (from: string, to: string) => record('CNAME', to, from);
  assert.equal(followAliases('a', [alias('a', 'a')]), 'loop');
  assert.equal(followAliases('a', [alias('a', 'b'), alias('b', 'a')]), 'loop');
  assert.equal(followAliases('a', [alias('a', 'b'), alias('b', 'c'), alias('c', 'b')]), 'loop');
});
