// Texts at the very edge between what is taken and what is not, by the limits of the RFCs and of the real programs.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode } from 'dns-packet';
import { addAlternativeNames } from '../../src/formats/acme-client-conf/add-alternative-names.ts';
import { judgeAcmeClientConf } from '../../src/formats/acme-client-conf/judge-acme-client-conf.ts';
import { Renewals } from '../../src/formats/crontab/renewals.ts';
import { formatQuery } from '../../src/formats/dns/query.ts';
import { matchPattern } from '../../src/formats/httpd-conf/lua-pattern.ts';
import { parseDomainName } from '../../src/formats/mta-sts/domain-name.ts';
import { parsePolicy } from '../../src/formats/mta-sts/parse-policy.ts';
import { policyLines } from '../../src/formats/mta-sts/policy-lines.ts';
import { parseShell } from '../../src/formats/shell/parse-shell.ts';
import { innerCommand } from '../../src/formats/shell/run-simple.ts';
import { testExpression } from '../../src/formats/shell/test-expression.ts';
import { fieldsOf } from '../../src/formats/shell/words.ts';
import { readSmtpdConf } from '../../src/formats/smtpd-conf/read-smtpd-conf.ts';
import { parseTlsReport } from '../../src/formats/tls-report/parse-tls-report.ts';
import { formatKey } from '../../src/formats/tls-report/policy-key.ts';
import { parseStored } from '../../src/formats/tls-report/stored-line.ts';
import { reportJson } from '../support/reports.ts';
import { judge } from './bsd-conf/worlds.ts';

describe('names', () => {
  const label = (length: number) => 'a'.repeat(length);
  const ofLength = (length: number) => `${label(63)}.${label(63)}.${label(63)}.${label(length - 192)}`;

  test('253 characters are a name, 254 are not; 63 are a label, 64 are not (RFC 1035 2.3.4)', () => {
    assert.deepEqual([252, 253, 254].map((length) => parseDomainName(ofLength(length)).ok), [true, true, false]);
    assert.deepEqual([63, 64].map((length) => parseDomainName(`${label(length)}.example`).ok), [true, false]);
  });
});

describe('policies', () => {
  const problems = (text: string) => parsePolicy(text).problems.map(({ text: told }) => told).join('\n');
  const remarks = (text: string) => parsePolicy(text).remarks.map(({ code, line }) => `${line} ${code}`);

  test('of a line that is none, sixty characters are shown', () => {
    assert.ok(problems(`version: STSv1\n${'x'.repeat(60)}\n`).includes('x'.repeat(60)));
    assert.ok(!problems(`version: STSv1\n${'x'.repeat(60)}\n`).includes('…'));
    assert.ok(problems(`version: STSv1\n${'x'.repeat(61)}\n`).includes(`${'x'.repeat(60)}…`));
  });

  test('no field but mx comes twice, and the first of two counts (RFC 8461 3.2)', () => {
    const policy = (field: string) => `version: STSv1\nmode: none\nmax_age: 86400\n${field}\n`;
    for (const field of ['version: STSv2', 'mode: enforce', 'max_age: 1']) assert.deepEqual([remarks(policy(field)), problems(policy(field))], [['4 repeated-field'], ''], field);
    assert.deepEqual(parsePolicy(policy('mode: enforce')).policy, { mode: 'none', maxAgeSeconds: 86400, mx: [] });
    assert.deepEqual(remarks('version: STSv1\nmode: testing\nmx: a.example\nmx: b.example\nmax_age: 86400\n'), []);
  });

  test('an empty text has no line; a last one without an end is one', () => {
    assert.deepEqual(policyLines(''), []);
    assert.deepEqual([policyLines('a: b\r\nc: d').length, policyLines('a: b\n').length, policyLines('\n').length], [2, 1, 1]);
  });
});

describe('shell', () => {
  const text = (value: string, isQuoted = false) => ({ kind: 'text', text: value, isQuoted }) as const;
  const variable = (isQuoted: boolean) => ({ kind: 'variable', name: 'x', isQuoted }) as const;

  test('test(1): lengths, equality and numbers; what can\'t be told is not guessed', () => {
    const cases: readonly [readonly (string | null)[], boolean | null][] = [
      [[], false], [[''], false], [['x'], true], [['-n', ''], false], [['-n', 'x'], true], [['-z', ''], true], [['-z', 'x'], false], [['-f', '/x'], null],
      [['a', '=', 'a'], true], [['a', '=', 'b'], false], [['a', '==', 'a'], true], [['a', '!=', 'b'], true], [['a', '!=', 'a'], false],
      [['1', '-eq', '01'], true], [['1', '-ne', '2'], true], [['1', '-lt', '2'], true], [['2', '-lt', '2'], false], [['2', '-le', '2'], true], [['3', '-gt', '2'], true], [['2', '-gt', '2'], false], [['2', '-ge', '2'], true], [['x', '-eq', '1'], null], [['1', '-eq', 'x'], null],
      [['a', '~', 'a'], null], [['a', 'b', 'c', 'd'], null], [[null], null], [['a', '=', null], null],
      [['!', 'x'], false], [['!', ''], true], [['!'], true], [['!', null], null],
      [['x', '-a', ''], false], [['x', '-a', 'y'], true], [['', '-a', null], false], [['x', '-a', null], null],
      [['x', '-o', null], true], [['', '-o', null], null], [['', '-o', 'y'], true], [['', '-o', ''], false],
    ];
    for (const [words, expected] of cases) assert.equal(testExpression(words), expected, JSON.stringify(words));
  });

  test('a variable without quotes makes as many words as its blanks say, in quotes it is one', () => {
    const lookup = () => ' a \t b\n';
    assert.deepEqual(fieldsOf([[variable(false)]], lookup), ['a', 'b']);
    assert.deepEqual(fieldsOf([[variable(true)]], lookup), [' a \t b\n']);
    assert.deepEqual(fieldsOf([[text('a b')]], lookup), ['a b']);
    assert.deepEqual(fieldsOf([[variable(false)]], () => ''), []);
    assert.deepEqual(fieldsOf([[variable(false)]], () => null), [null]);
  });

  test('names of files, and ksh\'s braces, are not told; in quotes they are text', () => {
    for (const glob of ['*', 'a?', '[ab]', '{a,b}']) assert.deepEqual([fieldsOf([[text(glob)]], () => ''), fieldsOf([[text(glob, true)]], () => '')], [[null], [glob]], glob);
    for (const plain of ['[', '[]', '{a}', 'a,b']) assert.deepEqual(fieldsOf([[text(plain)]], () => ''), [plain]);
  });

  test('a backslash is text between single quotes; between backquotes it is too rare to follow', () => {
    assert.notEqual(parseShell("echo 'a\\b'"), null);
    assert.equal(parseShell('echo `a\\`b`'), null);
    assert.notEqual(parseShell('echo `a`'), null);
    assert.equal(parseShell("echo 'a"), null);
  });

  test('sh -c TEXT: the text and whether a failure ends it', () => {
    assert.deepEqual(innerCommand(['sh', '-c', 'x']), { text: 'x', isErrexit: false });
    assert.deepEqual(innerCommand(['/bin/ksh', '-ec', 'x', 'name']), { text: 'x', isErrexit: true });
    for (const argv of [['sh', '-c'], ['sh', '-c', null], ['sh', 'x'], ['sh', null, 'x'], ['cat', '-c', 'x'], ['sh', '-cx', 'x']]) assert.equal(innerCommand(argv), null, JSON.stringify(argv));
  });
});

describe('reports', () => {
  const dated = (start: string, end: string) => parseTlsReport(JSON.stringify({ ...(reportJson() as object), 'date-range': { 'start-datetime': start, 'end-datetime': end } }));
  const isTaken = (end: string) => dated('2026-11-24T00:00:00Z', end).ok;

  test('a time goes to 23:59:60, a year to December, and a month to its last day', () => {
    assert.deepEqual(['2026-11-24T23:59:60Z', '2026-11-24T23:59:61Z', '2026-11-24T24:00:00Z', '2026-11-24T23:60:00Z'].map(isTaken), [true, false, false, false]);
    assert.deepEqual([dated('2026-12-31T00:00:00Z', '2026-12-31T23:59:59Z').ok, isTaken('2026-13-01T00:00:00Z'), isTaken('2026-11-31T00:00:00Z'), isTaken('2026-11-00T00:00:00Z')], [true, false, false, false]);
    assert.deepEqual([dated('2016-01-01T00:00:00Z', '2016-01-01T23:59:59Z').ok, dated('2015-12-31T00:00:00Z', '2015-12-31T23:59:59Z').ok], [true, false]);
  });

  test('a key is written with all of its digits', () => {
    assert.equal(formatKey({ high: 0x01020304, low: 0xa0b0c0d0 }), '01020304a0b0c0d0');
    assert.equal(formatKey({ high: 0xff00ff00, low: 1 }), 'ff00ff0000000001');
  });

  test('a stored line without one of its fields, or with one of another kind, is none', () => {
    const policy = { type: 'sts', domain: 'example.com', successful: 1, failed: 0, mx: [], strings: [], details: [{ type: 'validation-failure', sessions: 1 }] };
    const line = { id: 'i', day: '2026-11-24', organization: 'o', reportId: 'r', contact: null, start: 's', end: 'e', received: 'n', trust: 'verified', dkim: { domain: null, selector: null, service: null, why: null }, policies: [policy], tolerated: [], raw: [0, 10] };
    const isLine = (value: unknown) => parseStored(JSON.stringify(value)) !== null;
    assert.ok(isLine(line) && isLine({ ...line, contact: 'mailto:a@example.com', replaces: ['k'] }));
    for (const key of Object.keys(line)) {
      const { [key]: _, ...without } = line as Record<string, unknown>;
      assert.equal(isLine(without), false, `without ${key}`);
      assert.equal(isLine({ ...line, [key]: 7 }), false, `${key} is a number`);
    }
    for (const wrong of [{ replaces: 'k' }, { replaces: [7] }, { dkim: null }, { policies: [null] }, { policies: [7] }, { contact: [] }, { raw: [0.1] }, { raw: [0, -1] }, { raw: [0, 1, 2] }, { raw: [0, 1.5] }, { tolerated: [7] }, { dkim: {} }, { dkim: { ...line.dkim, why: 7 } }, { policies: [{ ...policy, mx: [7] }] }, { policies: [{ ...policy, strings: [null] }] }]) assert.equal(isLine({ ...line, ...wrong }), false, JSON.stringify(wrong));
    for (const key of Object.keys(policy)) assert.equal(isLine({ ...line, policies: [{ ...policy, [key]: true }] }), false, `${key} of a policy`);
    assert.equal(isLine({ ...line, policies: [{ ...policy, details: [null] }] }), false);
    for (const text of ['null', '7', '[]', '{}', '{"id":', '']) assert.equal(parseStored(text), null, text);
    assert.deepEqual(parseStored(JSON.stringify(line))?.replaces, []);
  });
});

describe('httpd\'s patterns', () => {
  const captures = (subject: string, pattern: string) => matchPattern(subject, pattern)?.slice(1) ?? null;

  test('what is optional may be missing at the very end, and the rest goes on behind it', () => {
    assert.deepEqual(['a?b', 'a*b', 'a-b'].map((pattern) => captures('b', `^${pattern}$`)), [['b'], ['b'], ['b']]);
    assert.deepEqual(captures('ab', '^a?a?b'), ['ab']);
    assert.equal(captures('', '.'), null);
    assert.deepEqual(captures('', '.?'), ['']);
    assert.deepEqual(captures('aXb', '^a(.?)b?'), ['X']);
  });

  test('a balance needs both its characters', () => {
    assert.deepEqual(captures('x(a)y', '%b()'), ['(a)']);
    assert.deepEqual([captures('x(a)y', '%b('), captures('x(a)y', '%b'), captures('x(ay', '%b()'), captures('x()', '%b()')], [null, null, null, ['()']]);
    assert.deepEqual(captures('(a)z', '%b()z'), ['(a)z']);
  });

  test('a capture that is open, or none, can\'t come again; that of a position is no text', () => {
    assert.deepEqual([captures('aa', '(a)%2'), captures('aa', '(a%1)'), captures('aa', '()a%1')], [null, null, null]);
    assert.deepEqual(captures('a-b a-b', '(a)%-(b) %1%-%2'), ['a', 'b']);
  });

  test('31 captures and no more', () => {
    assert.deepEqual([31, 32].map((count) => captures('a'.repeat(40), '(a)'.repeat(count))?.length ?? null), [31, null]);
  });

  test('sets: a range, an end that is not one, a class, "]" at the beginning, and a set that never ends', () => {
    assert.deepEqual(['[a-c]', '[a-]', '[]a]', '[^a]', '[%d]', '[%]]', '[^]]'].map((set) => [...'abc-]5%'].filter((each) => captures(each, `^${set}$`) !== null).join('')), ['abc', 'a-', 'a]', 'bc-]5%', '5', ']', 'abc-5%']);
    assert.deepEqual([captures('a', '[a'), captures('a', '[]'), captures('%', '[%'), captures('a', '[a%')], [null, null, null, null]);
  });
});

describe('acme-client.conf', () => {
  const exit = (text: string) => judgeAcmeClientConf('f', text, { readInclude: () => null, modeOf: () => null }).exit;
  const conf = (authority: string, named: string) => `authority ${authority} {\n\tapi url "https://a.example/"\n\taccount key "/etc/acme/k"\n}\ndomain a.example {\n\tdomain key "/etc/ssl/private/a.key"\n\tdomain full chain certificate "/etc/ssl/a.pem"\n\tsign with ${named}\n}\n`;

  test('of the name of an authority so many characters count', () => {
    const long = 'a'.repeat(400);
    assert.deepEqual([exit(conf(long, long)), exit(conf('one', 'two')), exit(conf('one', 'one'))], [0, 1, 0]);
  });

  test('names are added as the block is indented', () => {
    const block = '  domain a.example {\n    domain key "/k"\n  }';
    assert.equal(addAlternativeNames(`# first\n${block}\n`, { start: 8, end: 8 + block.length }, ['b.example']).content, '    alternative names { "b.example" }\n');
  });
});

test('smtpd.conf: what stands behind a list of domains is none of them', () => {
  assert.deepEqual(readSmtpdConf('match from any for domain { a.example, b.example } rcpt-to c.example action "l"\n').domains, ['a.example', 'b.example']);
  assert.deepEqual(readSmtpdConf('match from any for domain { a.example\n').domains, []);
});

test('crontab: of a line that renews by two configurations, each finds its own', () => {
  const renewals = new Renewals('@yearly stsctl -f /a renew; stsctl -f /b renew\n');
  assert.deepEqual(['/a', '/b', '/c', ''].map((config) => renewals.seldomLines([], config).map(({ line }) => line)), [[1], [1], [], []]);
  assert.deepEqual(new Renewals('@yearly acme-client a.example\n').seldomLines(['a.example']).length, 1);
});

test('a question asks for recursion where it should, and never for more than it wants (RFC 6840 5.7)', () => {
  const flags = (isRecursive: boolean, isUnchecked: boolean) => decode(Buffer.from(formatQuery({ name: 'example.com', type: 'TXT' }, { id: 7, isUnchecked, isRecursive }))) as { flag_rd?: boolean; flag_ad?: boolean; flag_cd?: boolean; id?: number };
  for (const [recursive, unchecked] of [[true, false], [false, true], [true, true], [false, false]] as const) {
    const { id, flag_rd: rd, flag_ad: ad, flag_cd: cd } = flags(recursive, unchecked);
    assert.deepEqual([id, rd, ad, cd], [7, recursive, true, unchecked]);
  }
});

test('httpd says of a fastcgi host that is none what the real one says, with its empty line', () => {
  const { exit, stderr } = judge('server "a" {\n\tlisten on * port 80\n\tfastcgi socket tcp nowhere.invalid 9000\n}\n');
  assert.equal(exit, 1);
  assert.deepEqual(stderr.slice(0, 2), ['f:3: getaddrinfo: no address associated with name', '']);
});
