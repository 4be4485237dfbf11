// The flow is one-way: stages meet in the model and are wired in the command line, nowhere else.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../src', import.meta.url));

/** Folder of src to the folders it may import. `cli` wires them all. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  model: [],
  formats: ['model'],
  config: ['model', 'formats'],
  desired: ['model', 'formats'],
  facts: ['model', 'formats'],
  plan: ['model', 'formats'],
  apply: ['model', 'formats'],
  check: ['model', 'formats'],
  renew: ['model', 'formats'],
  lint: ['model', 'formats'],
  init: ['model', 'formats'],
  lifecycle: ['model', 'formats'],
  reports: ['model', 'formats'],
  transport: ['model', 'formats'],
  watch: ['model', 'formats'],
  cli: ['model', 'formats', 'config', 'desired', 'facts', 'plan', 'apply', 'check', 'renew', 'lint', 'init', 'lifecycle', 'reports', 'transport', 'watch'],
};

/** Pure means: everything is handed in. node:crypto's hash and node:net's isIP are functions of their input. */
const PURE = ['model', 'formats', 'config', 'desired', 'plan', 'lint', 'init', 'lifecycle'];
const PURE_BUILTINS = new Set(['node:crypto', 'node:net', 'node:url', 'node:buffer', 'node:path']);
const IMPURE_CALLS = /\b(Date\.now\(|new Date\(\)|Math\.random\(|process\.(env|cwd|argv|getuid)|console\.)/;

interface Import {
  readonly file: string;
  readonly target: string;
}

function sourceFiles(): string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const found = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)];
  return found.map((each) => ({ file, target: each[1] ?? '' }));
}

function folderOf(file: string): string {
  return file.split('/')[0] ?? '';
}

/** Folder of src that a relative import leads to; null for a package. */
function targetFolder({ file, target }: Import): string | null {
  if (!target.startsWith('.')) return null;
  return folderOf(relative(SRC, join(SRC, dirname(file), target)));
}

test('every import follows an arrow of the design', () => {
  const wrong = sourceFiles()
    .flatMap(importsOf)
    .filter((each) => {
      const to = targetFolder(each);
      return to !== null && to !== folderOf(each.file) && !(ARROWS[folderOf(each.file)] ?? []).includes(to);
    });
  assert.deepEqual(wrong, [], 'move the shared part to src/model or src/formats, or wire the two stages in src/cli');
});

test('every folder of src stands in the design', () => {
  const unknown = [...new Set(sourceFiles().map(folderOf))].filter((folder) => !(folder in ARROWS));
  assert.deepEqual(unknown, [], 'say in ARROWS which folders it may import');
});

test('pure folders import no built-in that does IO', () => {
  const wrong = sourceFiles()
    .filter((file) => PURE.includes(folderOf(file)))
    .flatMap(importsOf)
    .filter(({ target }) => target.startsWith('node:') && !PURE_BUILTINS.has(target));
  assert.deepEqual(wrong, [], 'hand the value in instead');
});

test('pure folders read no clock, chance or environment', () => {
  const wrong = sourceFiles().filter((file) => PURE.includes(folderOf(file)) && IMPURE_CALLS.test(readFileSync(join(SRC, file), 'utf8')));
  assert.deepEqual(wrong, [], 'hand the value in instead');
});
