// Where in stsctl.conf a change of a domain's policy is written: never so that another domain gets it too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMx, removeDomain, removeMx, setPolicy } from '../../src/config/edit-policy.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import type { Policy } from '../../src/model/config.ts';

const ONE = '[policy]\nmode = testing\nmx = mx1.example.com\n[domain example.com]\n';
const TWO = `${ONE}zone = /z\n[domain EXAMPLE.org] ; other\n`;
const OWN = '[domain a.example]\nmx[] = m1.example\nmx[] = m2.example\n[domain b.example]\nmx[] = m1.example\n';

function policies(text: string): Record<string, Policy> {
  const config = parseConfig('stsctl.conf', text);
  assert.ok(config.ok, JSON.stringify(config));
  return Object.fromEntries(config.value.domains.map(({ domain, policy }) => [domain, policy]));
}

const CASES: readonly (readonly [string, string, string])[] = [
  ['the only domain: where it is said', setPolicy(ONE, 'example.com', { mode: 'enforce' }), ONE.replace('testing', 'enforce')],
  ['one of two: in its own section', setPolicy(TWO, 'example.com', { mode: 'enforce' }), TWO.replace('zone = /z\n', 'zone = /z\nmode = enforce\n')],
  ['what is said nowhere: in its own section', setPolicy(ONE, 'example.com', { max_age: 86400 }), `${ONE}max_age = 86400\n`],
  ['a host for all who share the list', addMx(TWO, ['example.com', 'example.org'], 'mx2.example.com'), TWO.replace('mx = mx1.example.com\n', 'mx[] = mx1.example.com\nmx[] = mx2.example.com\n')],
  ['a host for one of two: a list of its own', addMx(TWO, ['example.org'], 'mx2.example.com'), `${TWO}mx[] = mx1.example.com\nmx[] = mx2.example.com\n`],
  ['a host that is there already', addMx(OWN, ['a.example', 'b.example'], 'm2.example'), OWN.replace(/m1\.example\n$/, 'm1.example\nmx[] = m2.example\n')],
  ['a host leaves one of two', removeMx(OWN, ['a.example'], 'm1.example'), OWN.replace('mx[] = m1.example\nmx[] = m2', 'mx[] = m2')],
  ['a domain leaves', removeDomain(TWO, 'example.com'), TWO.replace('[domain example.com]\nzone = /z\n', '')],
];
for (const [title, text, expected] of CASES) test(title, () => assert.equal(text, expected));

test('the other domain keeps its policy, whatever is changed', () => {
  const before = policies(TWO)['example.org'];
  for (const text of [setPolicy(TWO, 'example.com', { mode: 'none', max_age: 1 }), addMx(TWO, ['example.com'], 'mx2.example.com'), removeMx(addMx(TWO, ['example.com'], 'mx2.example.com'), ['example.com'], 'mx1.example.com'), removeDomain(TWO, 'example.com')]) {
    assert.deepEqual(policies(text)['example.org'], before);
  }
  assert.deepEqual(policies(addMx(TWO, ['example.com'], 'mx2.example.com'))['example.com']?.mx, ['mx1.example.com', 'mx2.example.com']);
});
