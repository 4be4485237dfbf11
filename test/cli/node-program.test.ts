import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { nodeProgram } from '../../src/cli/node-program.ts';

test('an absolute path is what it is', () => assert.equal(nodeProgram('/usr/local/bin/node', ''), '/usr/local/bin/node'));

test('the name that env(1) ran, as on OpenBSD, is looked up in PATH: programs only, absolute directories only', () => {
  const top = mkdtempSync(join(tmpdir(), 'stsctl-node-'));
  try {
    for (const name of ['a', 'b', 'c']) mkdirSync(join(top, name));
    mkdirSync(join(top, 'a/node'));
    writeFileSync(join(top, 'b/node'), '');
    writeFileSync(join(top, 'c/node'), '');
    chmodSync(join(top, 'c/node'), 0o755);
    const path = ['.', '', 'relative', join(top, 'a'), join(top, 'b'), join(top, 'c')].join(':');
    assert.equal(nodeProgram('node', path), join(top, 'c/node'));
    assert.equal(nodeProgram('node', join(top, 'b')), null);
    assert.equal(nodeProgram('../node', path), null, 'a path from a directory that is not known');
  } finally {
    rmSync(top, { recursive: true });
  }
});
