// What lint finds in each kind of file, and what it does not find in good ones.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kindOf } from '../../src/lint/kind-of.ts';
import { lintFile, type LintWorld } from '../../src/lint/lint-file.ts';
import type { LintFinding, LintKind } from '../../src/model/lint.ts';
import { resolveService } from '../../src/formats/httpd-conf/services.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/lint/', import.meta.url));

const world: LintWorld = {
  httpd: { readInclude: () => null, isReadable: () => true, resolveHost: (name) => (name === 'egress' ? ['203.0.113.1'] : null), resolveService },
  acmeClient: { readInclude: () => null, modeOf: () => null },
  ipv6Hosts: new Set(['mta-sts.example.com']),
};

function findings(name: string): LintFinding[] {
  const text = readFileSync(FOLDER + name, 'latin1');
  const kind = kindOf(name, text);
  assert.ok(kind !== null && kind !== 'stsctl.conf', `${name}: kind ${kind}`);
  return lintFile(kind, name, text, world);
}

/** A fixture says in comments what is found where: "#! 7 shadowed-server". A policy has no comments: its name says it. */
function expected(name: string): string[] {
  const text = readFileSync(FOLDER + name, 'latin1');
  return [...text.matchAll(/^#! (\d+) (\S+)$/gm)].map(([, line, code]) => `${line} ${code}`);
}

for (const name of readdirSync(FOLDER).filter((each) => !each.endsWith('.txt'))) {
  test(name, () => {
    const found = findings(name);
    const byPlace = (a: string, b: string) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1);
    assert.deepEqual(found.map(({ place, code }) => `${place.line} ${code}`).sort(byPlace), expected(name).sort(byPlace));
    for (const { message, why, next, place } of found) {
      assert.ok(message !== '' && why !== '' && next !== '' && (place.column ?? 0) >= 1);
    }
  });
}

test('policies', () => {
  assert.deepEqual(findings('mta-sts-good.txt'), []);
  assert.deepEqual(findings('mta-sts-bad.txt').map(({ code, place }) => `${place.line} ${code}`), ['2 policy-syntax', '4 policy-syntax', '5 policy-syntax']);
});

test('the kind of a file is told by its name, else by what it holds', () => {
  const kinds: readonly (readonly [string, string, LintKind | null])[] = [
    ['/etc/httpd.conf', '', 'httpd.conf'],
    ['acme-client.conf.new', '', 'acme-client.conf'],
    ['/var/cron/tabs/root', '', 'crontab'],
    ['x', 'version: STSv1\r\n', 'policy'],
    ['x', '# c\nserver "a" {\n', 'httpd.conf'],
    ['x', 'domain example.com {\n', 'acme-client.conf'],
    ['x', '[policy]\n', 'stsctl.conf'],
    ['x', '~ ~ * * * -ns true\n', 'crontab'],
    ['x', 'hello\n', null],
  ];
  for (const [name, text, kind] of kinds) assert.equal(kindOf(name, text), kind, `${name}: ${text}`);
});
