// The forms that stsctl dns prints records in.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
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
