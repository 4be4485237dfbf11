// Small decisions of the formats at the edge where they turn.
import assert from 'node:assert/strict';
import type { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { daysLeft, isDue } from '../../src/formats/certificate/is-due.ts';
import { seldomRuns } from '../../src/formats/crontab/seldom-runs.ts';
import { shellText } from '../../src/formats/crontab/shell-text.ts';
import { followAliases, MAX_ALIASES } from '../../src/formats/dns/follow-aliases.ts';
import { parseLedger } from '../../src/formats/ledger/ledger-file.ts';
import { splitTrimmed } from '../../src/formats/mta-sts/record-fields.ts';
import { formatPlan, parsePlan } from '../../src/formats/plan/plan-json.ts';
import { decodeText, encodeText } from '../../src/formats/plan/text-json.ts';
import { after, isAfter, isSerial, nextSerial, serialStyle } from '../../src/formats/zone/serial.ts';
import type { Step } from '../../src/model/plan.ts';
import { samplePlan } from '../support/sample-plan.ts';

const DAY_MS = 86_400_000;
const FROM = Date.UTC(2026, 0, 1);

/** Valid for so many days from FROM on; asked so many days before its end. */
function due(days: number, left: number): boolean {
  const leaf = { validFrom: new Date(FROM).toUTCString(), validTo: new Date(FROM + days * DAY_MS).toUTCString() } as unknown as X509Certificate;
  return isDue(leaf, new Date(FROM + (days - left) * DAY_MS));
}

test('a certificate is due with a third of its days left, half of ten or less, and three in any case', () => {
  assert.deepEqual([due(90, 30), due(90, 29.9), due(90, 30.1)], [false, true, false]);
  assert.deepEqual([due(10, 5), due(10, 4.9)], [false, true]);
  assert.deepEqual([due(10.5, 3.6), due(10.5, 3.4)], [false, true]);
  assert.deepEqual([due(6, 3), due(6, 2.9), due(3, 2.9)], [false, true, true]);
  assert.equal(due(90, 90.1), false, 'not valid yet');
  const leaf = { validFrom: new Date(FROM).toUTCString(), validTo: new Date(FROM + DAY_MS).toUTCString() } as unknown as X509Certificate;
  assert.deepEqual([0, 0.5, 1.5].map((passed) => daysLeft(leaf, new Date(FROM + passed * DAY_MS))), [1, 0, -1]);
});

test('a time of cron(8) that comes too seldom', () => {
  const told: readonly (readonly [string, ...string[]])[] = [
    ['on a day that never comes', '0 0 31 2 *', '0 0 30 feb *', '0 0 31 4,6,9,11 *', '0 0 31-31 2-2 *'],
    ['at boot alone', '@reboot'],
    ['once a year', '@yearly', '0 0 1 1 *', '0 0 1,1 1 *', '5 4 31 2-3 *', '0 0 */31 2 *', '0 0 31 2/1,3 *', '0 0 31 1~2 *'],
    ['once in four years', '0 0 29 2 *'],
    ['with 92 days between two runs', '0 0 1 */3 *', '0 0 1 1,4,7,10 *'],
    ['with 62 days between two runs', '0 0 1 */2 *'],
    ['with 61 days between two runs', '0 0 31 * *'],
    ['with 338 days between two runs', '0 0 ~ 2 *', '0 0 1-29 feb *'],
  ];
  for (const [when, ...times] of told) for (const time of times) assert.equal(seldomRuns(time), when, time);
  for (const time of ['0 0 * * *', '0 0 31 2 1', '0 0 1 * *', '0 0 15 * *', '0 0 1,15 * *', '0 0 15,1 * *', '0 0 20,10,1,20 12,1-11 *', '~ ~ ~ * *', '0 0 */10 * *', '0 0 * * 1', '@daily', '@monthly']) assert.equal(seldomRuns(time), null, time);
});

test('cron takes a % for the end of the command unless a backslash is before it', () => {
  assert.deepEqual(['a % b', 'a \\% b', 'a \\\\ b', 'a \\n b', 'a \\'].map(shellText), ['a ', 'a % b', 'a \\\\ b', 'a \\n b', 'a \\']);
});

function cname(name: string, data: string) {
  return { type: 'CNAME', name, data } as const;
}

test('aliases are followed in their order, whatever their case, as far as resolvers go', () => {
  assert.deepEqual(followAliases('A.example.', [cname('B.example', 'c.example.'), cname('a.EXAMPLE', 'b.example')]), { aliases: ['b.example', 'c.example'], target: 'c.example' });
  assert.deepEqual(followAliases('a.example', []), { aliases: [], target: 'a.example' });
  for (const loop of [[cname('a', 'a')], [cname('a', 'b'), cname('b', 'a')], [cname('a', 'b'), cname('b', 'c'), cname('c', 'b')]]) assert.equal(followAliases('a', loop), 'loop');
  const chain = (length: number) => followAliases('n0', Array.from({ length }, (_, index) => cname(`n${index}`, `n${index + 1}`)));
  assert.equal((chain(MAX_ALIASES) as { target: string }).target, `n${MAX_ALIASES}`);
  assert.equal(chain(MAX_ALIASES + 1), 'loop');
});

function accepted(line: Readonly<Record<string, unknown>>): boolean {
  return parseLedger(`${JSON.stringify({ at: '2026-11-24T10:00:00Z', domain: 'example.com', ...line })}\n`).events.length === 1;
}

test('lines of the ledger: how long a time to live, and how many hosts', () => {
  for (const [ttlSeconds, isTaken] of [[0, true], [2 ** 31 - 1, true], [2 ** 31, false], [-1, false], [1.5, false]] as const) assert.equal(accepted({ event: 'record', id: null, ttlSeconds }), isTaken, String(ttlSeconds));
  const hosts = (count: number) => Array.from({ length: count }, (_, index) => `mx${index}.example.com`);
  for (const [of, isTaken] of [[hosts(1000), true], [hosts(1001), false], [[], true], [['mx1.example.com', 'not a name'], false], [[7], false]] as const) assert.equal(accepted({ event: 'mx', hosts: of, ttlSeconds: 60 }), isTaken);
  for (const [walk, isTaken] of [[{ kind: 'retire' }, true], [{ kind: 'mx-add', host: '*.example.com' }, true], [{ kind: 'mx-remove', host: 'mx1.example.com' }, true], [{ kind: 'mx-add' }, false], [{ kind: 'stay', host: 'mx1.example.com' }, false], [null, false], [7, false]] as const) {
    assert.equal(accepted({ event: 'walk', walk, state: 'begun' }), isTaken, JSON.stringify(walk));
  }
});

test('bytes that are no UTF-8 stay as they are in a plan, and UTF-8 stays readable', () => {
  assert.equal(encodeText('caf\xc3\xa9'), 'caf\u00e9');
  assert.deepEqual(encodeText('caf\xe9'), { base64: 'Y2Fm6Q==' });
  for (const bytes of ['', 'caf\xc3\xa9', 'caf\xe9', '\xff\xfe\0']) assert.equal(decodeText(encodeText(bytes)), bytes);
});

test('of a configuration of stsctl, a plan writes what is called so and no other file', () => {
  const writes = (path: string) => {
    const steps: Step[] = [{ kind: 'write-file', path, before: null, after: { content: 'x', mode: 0o644, uid: 0, gid: 0 }, judge: null, reason: 'r' }];
    return parsePlan(formatPlan({ ...samplePlan(true), steps })).ok;
  };
  assert.deepEqual(['/etc/stsctl.conf', '/root/mine/stsctl.conf'].map(writes), [true, true]);
  assert.deepEqual(['/stsctl.conf/passwd', '/etc/notstsctl.conf', '/etc/stsctl.conf.old', '/etc/passwd', 'stsctl.conf', '/etc/../stsctl.conf'].map(writes), [false, false, false, false, false, false]);
});

test('a serial goes up in the style it has, and around', () => {
  const now = new Date('2026-11-24T10:00:00Z');
  assert.deepEqual(['2026112401', '2026112399', '2026112499', '2027010100', '41', '0041', '4294967295'].map((each) => nextSerial(each, now)), ['2026112402', '2026112401', '2026112500', '2027010101', '42', '0042', '1']);
  assert.deepEqual([String(now.getTime() / 1000 - 60), '2026113201', '7'].map((each) => serialStyle(each, now)), ['time', 'counter', 'counter']);
  assert.deepEqual([after(4294967294), after(4294967295)], [4294967295, 1]);
  assert.deepEqual([isAfter(2, 1), isAfter(1, 2), isAfter(1, 1), isAfter(2 ** 31, 1), isAfter(2 ** 31 + 1, 1), isAfter(1, 2 ** 32 - 1)], [true, false, false, true, false, true]);
  assert.deepEqual(['0', '4294967295', '4294967296', '12345678901', 'x'].map(isSerial), [true, true, false, false, false]);
});

test('blanks around a separator belong to it, those at either end do not', () => {
  assert.deepEqual(splitTrimmed(' a \t; \t b ;c ', ';'), [' a', 'b', 'c ']);
  assert.deepEqual(splitTrimmed('a; \t ;b', ';'), ['a', '', 'b']);
});
