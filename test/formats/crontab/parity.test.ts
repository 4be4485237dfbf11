// crontab(1)'s own verdicts of every recorded file, against ours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeCrontab } from '../../../src/formats/crontab/judge-crontab.ts';
import { formatCrontab, parseCrontab } from '../../../src/formats/crontab/parse-crontab.ts';
import { Parity } from '../bsd-conf/parity.ts';

const FOLDER = new URL('../../fixtures/openbsd/crontab/', import.meta.url);

interface Recorded {
  readonly file: string;
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
  readonly system?: boolean;
}

const recorded = JSON.parse(readFileSync(new URL('verdicts.json', FOLDER), 'utf8')) as Recorded[];
const read = (file: string) => readFileSync(new URL(`cases/${file}`, FOLDER), 'latin1');
const USERS = new Set(['root', 'daemon', 'operator', 'www', 'nobody']);

test('every recorded crontab gets the verdict of crontab(1)', (t) => {
  const parity = new Parity('crontab');
  for (const each of recorded) {
    parity.add(each.file, judgeCrontab(each.file, read(each.file), each.system === true ? { users: USERS } : {}), each);
  }
  t.diagnostic(parity.table());
  assert.deepEqual(parity.misses, []);
});

test('the lines of any text are the text', () => {
  const line = fc.oneof(fc.constantFrom('0 3 * * * true', '@daily -n x', 'A=b', '# c\0d', '', '  ', '~ ~ * * * -ns x', '*/5 1-2 , *', 'A=b\0C=d', '0\0 3 * * * x\0y', '0 0 * * 5-3'), fc.string());
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), (lines, hasEnd) => {
      const text = lines.join('\n') + (hasEnd ? '\n' : '');
      assert.equal(formatCrontab(parseCrontab(text)), text);
    }),
  );
});

const told = (text: string, users?: ReadonlySet<string>) => judgeCrontab('t', text, users === undefined ? {} : { users }).stderr[0] ?? 'accepted';
const accepted = (line: string, users?: ReadonlySet<string>) => assert.equal(told(`${line}\n`, users), 'accepted', line);
const refused = (line: string, what: string, users?: ReadonlySet<string>) => assert.equal(told(`${line}\n`, users), `"t":1: bad ${what}`, line);

// What cron's own code does (usr.sbin/cron/entry.c, env.c, crontab.c), where no recording says so.
test('times: random ranges, steps, lists', () => {
  accepted('~/10 * * * * true');
  accepted('0~30,40 * * * * true');
  accepted('10~20/3,5~/2,~30/4 * * * * true');
  accepted('0 0 * * sun-sat true');
  accepted('0 0 * jan~mar,Dec mon-5/2 true');
  accepted('*foo 3 * * * true'); // what clings to a list is passed over
  accepted('0 0 * * 7-7 true');
  refused('0~ 24~ * * * true', 'hour');
  refused('*/ * * * * true', 'minute');
  refused('1,,2 * * * * true', 'minute');
  refused('5x * * * * true', 'minute');
  refused('5~x * * * * true', 'minute');
  refused('0 0 * * sat-sun true', 'day-of-week'); // the name is 0, not 7
  refused('0 0 * * mon5 true', 'day-of-week');
  refused('0 sun * * * true', 'hour');
  refused(`${'1'.repeat(120)} * * * * true`, 'minute');
  accepted(`${'0'.repeat(97)}59 * * * * true`);
  refused(`${'0'.repeat(98)}59 * * * * true`, 'minute');
});

test('times: a step is at most the number of values, an upper bound out of range counts as none', () => {
  accepted('*/60 */24 */31 */12 */8 true');
  refused('*/61 * * * * true', 'minute');
  refused('0 */25 * * * true', 'hour');
  refused('0 0 */32 * * true', 'day-of-month');
  refused('0 0 * */13 * true', 'month');
  refused('0 0 * * */9 true', 'day-of-week');
  accepted('10~99 * * * * true');
  accepted('0 ~77/5 * * * true');
  refused('10-99 * * * * true', 'minute');
});

test('flags, shortcuts and users', () => {
  accepted('0 3 * * * -sqn   -n true');
  accepted('0 3 * * * -n '); // a command may be empty
  refused('0 3 * * * -nx true', 'flags');
  refused('0 3 * * * -n-q true', 'flags');
  refused('0 3 * * * -- true', 'flags');
  refused('0 3 * * * - true', 'flags');
  refused('0 3 * * * -', 'command');
  refused('0 3 * * * -n -q', 'command');
  refused('@dailytrue', 'time specifier');
  refused('@', 'time specifier');
  refused('@daily *', 'command');
  refused('@daily   ', 'command');
  accepted('@reboot\t-n true', undefined);
  accepted('0 3 * * * root ', USERS);
  refused('0 3 * * * root', 'command', USERS);
  refused('0 3 * * * nobody_here', 'command', USERS);
  refused('0 3 * * * nobody_here ', 'username', USERS);
  refused('@daily nobody_here true', 'username', USERS);
});

test('settings', () => {
  accepted('"MAIL TO" = \'x\'');
  accepted('=value');
  accepted('""="x"   ');
  accepted('A"B=x');
  accepted('A=x\v\f\r');
  refused('"A=B"=x', 'minute');
  refused('A B=x', 'minute');
  refused('A="x" y', 'minute');
  refused('A= \t', 'minute');
  refused('A=\r', 'minute');
  accepted('A\xa0=\xa0');
  accepted(`A="${'x'.repeat(995)}"`);
  refused(`A="${'x'.repeat(996)}"`, 'minute'); // the closing quote is behind what cron keeps
});

test('lines: a NUL ends one, and some errors are told a line late', () => {
  assert.equal(told('0 3 * * * true\0garbage\n'), '"t":1: bad minute');
  assert.equal(told('0 3 * * * true\0# remark\n'), 'accepted');
  assert.equal(told('A=b\0'), 'accepted');
  assert.equal(told('0\0 3 * * * true\n'), 'accepted');
  assert.equal(told('0\0 3 * * * true'), '"t":0: bad command');
  assert.equal(told('0 0 * * 5-3\n0 0 * * * true\n'), '"t":2: bad day-of-week');
  assert.equal(told('0 0 * * */0\n'), '"t":1: bad day-of-week');
  assert.equal(told('0 0 * * 5-3 true\n0 0 * * * true\n'), '"t":1: bad day-of-week');
  assert.equal(told('# a\n0 3 * * * true'), '"t":2: premature EOF');
  assert.equal(told('0 3 * * * true\n# a'), 'accepted');
  assert.equal(told('0 3 * * * true\n  '), 'accepted');
  assert.equal(told('\xef\xbb\xbf0 3 * * * true\n'), '"t":1: bad minute');
});
