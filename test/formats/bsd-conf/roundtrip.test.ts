// Nothing is lost: the tiles of a file, put together, are the file.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { acmeClientDialect } from '../../../src/formats/acme-client-conf/acme-client-dialect.ts';
import { judgeAcmeClientConf } from '../../../src/formats/acme-client-conf/judge-acme-client-conf.ts';
import type { Dialect } from '../../../src/formats/bsd-conf/dialect.ts';
import { parseTop, printTop } from '../../../src/formats/bsd-conf/parse-top.ts';
import { httpdDialect } from '../../../src/formats/httpd-conf/httpd-dialect.ts';
import { anyFile } from './random-httpd-conf.ts';
import { judge } from './worlds.ts';

/** A nightly run asks for 100,000. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 2000);

function checkTiles(text: string, dialect: Dialect): void {
  const top = parseTop(text, dialect);
  assert.equal(printTop(top), text);
  let at = 0;
  for (const { start, end } of top.tiles) {
    assert.equal(start, at);
    assert.ok(end > start);
    at = end;
  }
  assert.equal(at, text.length);
}

for (const [folder, dialect] of [['httpd-conf', httpdDialect('7.8')], ['acme-client-conf', acmeClientDialect()]] as const) {
  test(`every recorded ${folder} case is its tiles put together`, () => {
    const cases = new URL(`../../fixtures/openbsd/${folder}/cases/`, import.meta.url);
    for (const name of readdirSync(cases).filter((each) => each.endsWith('.conf'))) {
      checkTiles(readFileSync(new URL(name, cases), 'latin1'), dialect);
    }
  });
}

test('any bytes whatever are their tiles put together', () => {
  fc.assert(fc.property(anyFile, (text) => {
    checkTiles(text, httpdDialect('7.8'));
    checkTiles(text, acmeClientDialect());
  }), { numRuns: RUNS });
});

test('any bytes whatever get a verdict with an exit status that goes with its last line', () => {
  fc.assert(fc.property(anyFile, (text) => {
    const { exit, stderr, conf } = judge(text, { includes: { inc: text.slice(0, 40) } });
    assert.equal(exit === 0, stderr.at(-1) === 'configuration OK');
    for (const { range } of [...conf.servers, ...conf.statements]) assert.ok(range.start <= range.end && range.end <= text.length);
    const acme = judgeAcmeClientConf('f', text, { readInclude: () => null, modeOf: () => null });
    assert.equal(acme.exit === 0, acme.stderr.length === 0);
  }), { numRuns: RUNS });
});

test('a macro may hold what begins a block: its value decides what is a statement', () => {
  const text = 'open = "{"\nname = "www"\nserver $name $open\n\tlisten on * port 80\n}\nserver "b" {\n\tlisten on * port 80\n}\n';
  const { tiles } = parseTop(text, httpdDialect('7.8'));
  assert.deepEqual(tiles.filter(({ kind }) => kind === 'macro').map(({ start, end }) => text.slice(start, end).trimEnd()), ['open = "{"', 'name = "www"']);
  assert.deepEqual(tiles.filter(({ kind }) => kind === 'server').map(({ start, end }) => text.slice(start, end).split('\n')[0]), ['server $name $open', 'server "b" {']);
});
