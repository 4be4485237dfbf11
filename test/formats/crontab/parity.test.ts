// crontab(1)'s own verdicts of every recorded file, against ours.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeCrontab } from '../../../src/formats/crontab/judge-crontab.ts';
import { parseCrontab } from '../../../src/formats/crontab/parse-crontab.ts';
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
  const line = fc.oneof(fc.constantFrom('0 3 * * * true', '@daily -n x', 'A=b', '# c', '', '  ', '~ ~ * * * -ns x', '*/5 1-2 , *'), fc.string());
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.boolean(), (lines, hasEnd) => {
      const text = lines.join('\n') + (hasEnd ? '\n' : '');
      assert.equal(parseCrontab(text).map((each) => each.text).join('\n'), text.replace(/\n$/, ''));
    }),
  );
});

const accepted = (line: string) => assert.deepEqual(judgeCrontab('t', `${line}\n`).stderr, []);
const refused = (line: string, what: string) => assert.equal(judgeCrontab('t', `${line}\n`).stderr[0], `"t":1: bad ${what}`);

test('what the recorded files do not hold', () => {
  accepted('~/10 * * * * true');
  accepted('0~30,40 * * * * true');
  accepted('0 0 * * sun-sat true');
  accepted('"MAIL TO" = \'x\'');
  refused('0~ 24~ * * * true', 'hour');
  refused('*/ * * * * true', 'minute');
  refused('1,,2 * * * * true', 'minute');
  refused('@dailytrue', 'time specifier');
  refused('0 3 * * * -nx true', 'flags');
  refused(`${'1'.repeat(120)} * * * * true`, 'minute');
});
