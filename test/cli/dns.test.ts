// The forms that stsctl dns prints records in.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { formatPlan } from '../../src/formats/plan/plan-json.ts';
import { runMain } from '../support/run-main.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const directory = mkdtempSync(join(tmpdir(), 'stsctl-cli-dns-'));
const file = join(directory, 'stsctl.conf');
before(() => writeFileSync(file, `${TUTORIAL}\n[domain example.org]\naddress[] = 203.0.113.9\n`));
after(() => rmSync(directory, { recursive: true }));

const dns = (...argv: string[]) => runMain(['dns', '-f', file, ...argv]);

test('--table: name, type and value, as the fields of a hosting panel take them', async () => {
  const { exit, stdout } = await dns('--table', 'example.com');
  assert.equal(exit, 0);
  const rows = stdout.trim().split('\n').map((line) => line.split(/ {2,}/));
  assert.deepEqual(rows.map(([name, type]) => `${name} ${type}`), ['NAME TYPE', 'mta-sts.example.com A', 'mta-sts.example.com AAAA', '_mta-sts.example.com TXT', '_smtp._tls.example.com TXT']);
  assert.match(rows[3]?.[2] ?? '', /^v=STSv1; id=[0-9a-f]{32};$/);
});

test('--nsupdate: an update for each domain', async () => {
  const { stdout } = await dns('--nsupdate');
  assert.equal(stdout.split('\n').filter((line) => line === 'send').length, 2);
  for (const line of stdout.trim().split('\n')) assert.match(line, /^(?:; |update (?:delete \S+\. (?:A|AAAA|TXT)$|add \S+\. \d+ IN )|send$)/);
});

test('--json, and one form at a time', async () => {
  const [first] = JSON.parse((await dns('--json')).stdout) as { domain: string; records: unknown[] }[];
  assert.deepEqual([first?.domain, first?.records.length], ['example.com', 4]);
  assert.equal((await dns('--json', '--table')).exit, 1);
});

test('--zone is a form of its own, and takes an absolute path; what it needs is not taken without it', () => {
  const wrong = (...argv: string[]) => {
    const parsed = parseArguments(['dns', ...argv]);
    return parsed.kind === 'wrong' ? parsed.message : assert.fail(`${argv.join(' ')} should be wrong`);
  };
  assert.equal(wrong('--zone', '/z', '--json'), 'dns takes either --json or --zone');
  assert.equal(wrong('--zone', 'z'), '--zone is "z"; use an absolute path');
  assert.equal(wrong('--server', '127.0.0.1:53'), 'dns takes --server with --zone only');
  assert.equal(wrong('-H', 'mail1'), 'dns takes -H with --zone only');
  assert.equal(wrong('--zone', '/z', '--server', 'ns1'), '--server is "ns1"; use ADDRESS:PORT, or ADDRESS for port 53, with brackets around an IPv6 address');
  assert.equal(wrong('--zone', '/z', '--wait', 'long'), '--wait is "long"; use seconds, 0 not to look');
  const taken = parseArguments(['dns', '--zone', '/var//nsd/./z', '--server', '[::1]:53', '--server', '127.0.0.1:5353']);
  assert.deepEqual(taken.kind === 'run' && [taken.options.zone, taken.options.wait, taken.options.servers], ['/var/nsd/z', 60, [{ address: '::1', port: 53 }, { address: '127.0.0.1', port: 5353 }]]);
});

test('--zone: a file that is not there, and one that no domain has', async () => {
  const root = join(directory, 'root');
  mkdirSync(root);
  const absent = await dns('--root', root, '--zone', '/z', 'example.com');
  assert.equal(absent.exit, 1);
  assert.match(absent.stderr, /^\/z: there is no such file on .*\nunchanged: .*\nnext: {6}name the master file/);
  assert.match((await dns('--root', root, '--zone', '/z')).stderr, /no domain of the configuration says zone = \/z/);
});

test('apply takes no plan of a zone file: it may be any file', async () => {
  const file = { content: 'x', mode: 0o644, uid: 0, gid: 0 };
  const step = { kind: 'write-file', path: '/etc/passwd', before: file, after: file, judge: { program: 'nsd-checkzone', expected: [], expectedBefore: [], handle: 'x' }, reason: 'r' } as const;
  writeFileSync(join(directory, 'plan'), formatPlan({ version: 1, host: 'this host', root: '', steps: [step], left: [], notes: [], caFile: null, certificates: [] }));
  const { exit, stderr } = await runMain(['apply', join(directory, 'plan')]);
  assert.equal(exit, 1);
  assert.match(stderr, /edits a zone file, which is done by: stsctl dns --zone FILE/);
});
