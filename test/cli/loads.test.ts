// No command loads what it does not use: the packages that come with each, and what a run really loads.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '../../src/cli/commands.ts';
import { makeTree } from '../support/openbsd-like.ts';
import { REPOSITORY, stsctl } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';

interface Output {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
}

/** What esbuild put where; scripts/build.mjs writes it. */
const { outputs } = JSON.parse(readFileSync(join(REPOSITORY, 'build/dist.json'), 'utf8')) as { outputs: Readonly<Record<string, Output>> };
const EXPECTED = JSON.parse(readFileSync(join(REPOSITORY, 'test/fixtures/loads.json'), 'utf8')) as Readonly<Record<string, readonly string[]>>;
const WHAT_TO_DO = 'import it where it is needed, by await import(); if the command always needs it, say so in test/fixtures/loads.json and run npm run bench startup';

/** Packages in a file of dist/ and in all it imports at once. */
function packagesOf(file: string, seen = new Set<string>()): Set<string> {
  seen.add(file);
  const output = outputs[file];
  const own = Object.keys(output?.inputs ?? {}).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
  const next = (output?.imports ?? []).filter(({ path, kind }) => kind === 'import-statement' && !seen.has(path) && path in outputs);
  return new Set([...own, ...next.flatMap(({ path }) => [...packagesOf(path, seen)])]);
}

/** Where the import in a line of the table of commands leads. */
function sourceOf(load: () => unknown): string {
  return `src/cli/${/command-[a-z-]+\.ts/.exec(String(load))?.[0]}`;
}

function fileWith(source: string): string {
  const found = Object.entries(outputs).find(([, { inputs }]) => source in inputs);
  assert.ok(found, `${source} is in no file of dist/; npm run build`);
  return found[0];
}

test('a command comes with these packages and no other', () => {
  const actual = Object.fromEntries(COMMANDS.map(({ name, load }) => [name, [...packagesOf(fileWith(sourceOf(load)))].sort()]));
  assert.deepEqual(actual, EXPECTED, WHAT_TO_DO);
});

test('without a command no package is loaded', () => {
  assert.deepEqual([...packagesOf('dist/main.js')], [], WHAT_TO_DO);
});

test('a plan that runs programs loads neither execa, ssh2 nor the compiler of templates', async () => {
  const tree = await makeTree({ throwAwayCa: false });
  const coverage = mkdtempSync(join(tmpdir(), 'stsctl-loads-'));
  try {
    tree.write('/etc/stsctl.conf', TUTORIAL);
    assert.equal(stsctl(tree.argv('plan'), { NODE_V8_COVERAGE: coverage }).exit, 2);
    assert.deepEqual(loadedPackages(coverage).filter((name) => ['execa', 'ssh2', 'mailauth', 'postal-mime', 'parse5', 'joi'].includes(name)), [], WHAT_TO_DO);
    assert.ok(!loadedSources(coverage).has('node_modules/handlebars/dist/cjs/handlebars/compiler/compiler.js'), 'the templates of the package are compiled by the build');
  } finally {
    rmSync(coverage, { recursive: true });
    tree.remove();
  }
});

/** V8 notes every file it ran, of stsctl and of the stand-in programs it started: those of dist/ count. */
function loadedSources(coverage: string): Set<string> {
  const files = readdirSync(coverage).flatMap((name) => (JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { result: { url: string }[] }).result);
  return new Set(files.flatMap(({ url }) => Object.keys(outputs[/\/(dist\/[^/]+\.js)$/.exec(url)?.[1] ?? '']?.inputs ?? {})));
}

function loadedPackages(coverage: string): string[] {
  return [...new Set([...loadedSources(coverage)].flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []))];
}
