// Parse tables as the build keeps them: the same tables when they are read again, from JSON too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGrammar } from '../../../src/formats/bsd-conf/grammar.ts';
import { packTables, unpackTables, type PackedTables } from '../../../src/formats/bsd-conf/pack-tables.ts';
import { buildTables } from '../../../src/formats/bsd-conf/tables.ts';
import { HTTPD_GRAMMAR } from '../../../src/formats/httpd-conf/grammar.ts';

test('what is packed is unpacked to the same tables', () => {
  for (const release of ['7.8', '7.9']) {
    const tables = buildTables(parseGrammar(HTTPD_GRAMMAR, release));
    assert.deepEqual(unpackTables(JSON.parse(JSON.stringify(packTables(tables))) as PackedTables), tables);
  }
});
