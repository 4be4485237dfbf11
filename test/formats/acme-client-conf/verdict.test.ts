// Inputs of our own, judged as FACTS part 4 says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeAcmeClientConf } from '../../../src/formats/acme-client-conf/judge-acme-client-conf.ts';
import type { AcmeClientWorld } from '../../../src/model/acme-client-conf.ts';

const AUTHORITY = 'authority le {\n\tapi url https://ca.example/dir\n\taccount key "/etc/acme/k.pem"\n}\n';
const domain = (handle: string, ...options: string[]) => `domain ${handle} {\n${options.map((each) => `\t${each}\n`).join('')}}\n`;
const KEY = 'domain key "/k.key"';
const CHAIN = 'domain full chain certificate "/c.pem"';

function judge(text: string, world: Partial<AcmeClientWorld> = {}) {
  return judgeAcmeClientConf('f', text, { readInclude: () => null, modeOf: () => null, ...world });
}

function says(text: string, stderr: readonly string[], world: Partial<AcmeClientWorld> = {}): void {
  const verdict = judge(text, world);
  assert.deepEqual(verdict.stderr, stderr);
  assert.equal(verdict.exit, stderr.length === 0 ? 0 : 1);
}

test('a file of macros is a valid configuration, and several words make one value', () => {
  says('a = b "c"  d\n', []);
  assert.deepEqual(judge('a = b "c"  d\n').conf.macros, [['a', 'b c d']]);
});

test('every file that is included is named, in its order, whether it is there or not', () => {
  const files: Readonly<Record<string, string>> = { '/a': 'include "/b"\n', '/b': '' };
  assert.deepEqual(judge('include "/a"\ninclude "/c"\n', { readInclude: (path) => files[path] ?? null }).conf.includes, ['/a', '/b', '/c']);
});

test('the defaults are the first authority, /var/www/acme, rsa and the handle as name', () => {
  const [found] = judge(AUTHORITY + domain('example.com', KEY, CHAIN)).conf.domains;
  assert.ok(found);
  assert.deepEqual([found.authority, found.challengedir, found.keyType, found.name, found.said], ['le', '/var/www/acme', 'rsa', 'example.com', []]);
});

test('a block reaches from its keyword to its brace', () => {
  const text = `# x\n${AUTHORITY}\n${domain('example.com', KEY, CHAIN)}`;
  const { authorities, domains } = judge(text).conf;
  const cut = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  assert.deepEqual([...authorities, ...domains].map(({ range, line }) => [cut(range).split(' ')[0], cut(range).at(-1), line]), [['authority', '}', 2], ['domain', '}', 7]]);
});

test('no path may be named twice, whatever its role', () => {
  says(domain('a', KEY, 'domain chain certificate "/k.key"', CHAIN), ['f:3: domain chain file already used']);
  says(domain('a', KEY, CHAIN) + domain('b', 'domain key "/b.key"', 'domain certificate "/c.pem"'), ['f:7: domain cert file already used']);
});

test('an authority with a mistake can still be signed with', () => {
  says(`authority le {\n\tapi url "x"\n}\n${domain('a', KEY, CHAIN, 'sign with le')}`, ['f:3: authority le: no account key file specified']);
});

test('an existing key that others may read is refused, in the words of the program', () => {
  says(domain('a', KEY, CHAIN), ['acme-client: /k.key: group read/writable or world read/writable'], { modeOf: () => 0o640 });
  says(domain('a', KEY, CHAIN), [], { modeOf: () => 0o600 });
  says(domain('a', KEY, CHAIN), ['acme-client: cannot stat /k.key: Not a directory'], { modeOf: () => 'Not a directory' });
});

test('names in braces are separated by blanks, line ends or commas, and may come in several lists', () => {
  const { conf } = judge(domain('a', KEY, CHAIN, 'alternative names { b c, d,', '\te', '}', 'alternative names {f}'));
  assert.deepEqual(conf.domains[0]?.alternativeNames, ['b', 'c', 'd', 'e', 'f']);
});
