// The launcher, and what npm's one script of the package makes for it: code that V8 has compiled ahead, used where it is whole and fits, and missed by nobody.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { makeTree, type Tree } from './support/openbsd-like.ts';
import { REPOSITORY } from './support/stsctl.ts';
import { TUTORIAL } from './support/tutorial.ts';

interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs stsctl, and says at its end which files of dist/ came compiled: their names, in the order of loading. */
const TOLD = `const { files } = require(process.argv[1] + '/bin/load.js');
process.argv.splice(1, 1, process.argv[1] + '/bin/stsctl');
process.on('exit', () => console.error([...files].flatMap(([name, { script }]) => (script.cachedDataRejected === false ? [name] : [])).join(' ')));
require(process.argv[1]);`;

function node(...argv: readonly string[]): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } });
  return { exit: status, stdout, stderr };
}

test('a run that ends before it is done is no success', () => {
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-package-'));
  try {
    for (const part of ['bin', 'package.json']) cpSync(join(REPOSITORY, part), join(directory, part), { recursive: true });
    mkdirSync(join(directory, 'dist'));
    writeFileSync(join(directory, 'dist/main.js'), '(function (module) { module.exports.main = () => new Promise(() => undefined); })');
    assert.equal(node(join(directory, 'bin/stsctl')).exit, 3);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

describe('code that is compiled ahead', () => {
  let directory = '';
  let tree: Tree;

  before(async () => {
    tree = await makeTree({ throwAwayCa: false });
    tree.write('/etc/stsctl.conf', TUTORIAL);
  });
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'stsctl-package-'));
    for (const part of ['bin', 'dist', 'examples', 'templates', 'package.json']) cpSync(join(REPOSITORY, part), join(directory, part), { recursive: true });
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));
  after(() => tree.remove());

  const compile = () => node(join(directory, 'bin/compile.js'));
  const plan = () => node('-e', TOLD, directory, ...tree.argv('plan'));
  const caches = () => readdirSync(join(directory, 'cache'), { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));

  test('npm runs what makes it, and that is silent', () => {
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    assert.equal(scripts['postinstall'], 'node bin/compile.js');
    assert.deepEqual(compile(), { exit: 0, stdout: '', stderr: '' });
  });

  test('every user of the program can read it, whatever umask npm was run with', () => {
    spawnSync('/bin/sh', ['-c', 'umask 077; exec "$@"', 'sh', process.execPath, join(directory, 'bin/compile.js')]);
    for (const path of [join(directory, 'cache'), ...caches()]) assert.equal(statSync(path).mode & 0o044, 0o044, path);
  });

  test('a plan takes all of its files from there, and is the same without it', () => {
    const slow = plan();
    assert.deepEqual([slow.exit, slow.stderr], [2, '\n']);
    compile();
    const fast = plan();
    assert.deepEqual([fast.exit, fast.stdout], [slow.exit, slow.stdout]);
    const loaded = fast.stderr.trim().split(' ');
    assert.deepEqual(loaded.sort(), caches().map((path) => path.replace(/^.*\//, '').replace(/-[0-9a-f]{16}$/, '')).sort(), 'let bin/compile.js rehearse what a plan does');
    assert.ok(loaded.includes('main.js') && loaded.includes('core.js'));
  });

  test('is passed over where a byte of it is another', () => {
    compile();
    for (const path of caches()) {
      const bytes = readFileSync(path);
      const middle = bytes.length >> 1;
      bytes[middle] = (bytes[middle] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    }
    assert.deepEqual([plan().exit, plan().stderr], [2, '\n']);
  });

  test('is passed over where it is cut short, or empty', () => {
    compile();
    for (const [index, path] of caches().entries()) writeFileSync(path, readFileSync(path).subarray(0, index % 2 === 0 ? 0 : 1000));
    assert.deepEqual([plan().exit, plan().stderr], [2, '\n']);
  });

  test('is passed over by a dist/ that is another', () => {
    compile();
    const core = join(directory, 'dist/core.js');
    writeFileSync(core, readFileSync(core, 'latin1').replace(/^\/\*./, '/*_'));
    const ran = plan();
    assert.deepEqual([ran.exit, /\bcore\.js\b/.test(ran.stderr), /\bmain\.js\b/.test(ran.stderr)], [2, false, true]);
  });

  test('is passed over by another node, and by flags of V8 that make other code', () => {
    compile();
    assert.ok(caches().every((path) => path.includes(`/cache/${process.version}-${process.platform}-${process.arch}/`)));
    const ran = node('--no-lazy', '-e', TOLD, directory, ...tree.argv('plan'));
    assert.deepEqual([ran.exit, ran.stderr], [2, '\n']);
  });

  test('two at once leave one whole, and nothing else', async () => {
    const both = [1, 2].map(() => new Promise((resolve) => spawn(process.execPath, [join(directory, 'bin/compile.js')], { stdio: 'ignore' }).once('exit', resolve)));
    assert.deepEqual(await Promise.all(both), [0, 0]);
    assert.deepEqual(readdirSync(directory).filter((name) => name.startsWith('cache')), ['cache']);
    assert.match(plan().stderr, /\bmain\.js .*\bcore\.js\b/);
  });

  test('keeps nobody from installing: what is missing is told', () => {
    rmSync(join(directory, 'examples'), { recursive: true });
    const ran = compile();
    assert.equal(ran.exit, 0);
    assert.match(ran.stderr, /^stsctl: not compiled ahead, so it takes longer to start: ENOENT: /);
    assert.ok(!existsSync(join(directory, 'cache')));
    assert.equal(plan().exit, 2);
  });

  test('a plan that fails is not kept', () => {
    appendFileSync(join(directory, 'examples/stsctl.conf'), '[nonsense]\n');
    assert.match(compile().stderr, /^stsctl: not compiled ahead, .*: the plan that is rehearsed ends with 1\nunchanged: what it does\nnext: mend that, then: node \S+\/bin\/compile\.js\n$/);
    assert.ok(!existsSync(join(directory, 'cache')));
  });

  test('a clone that is not built yet has none, and nothing is said', () => {
    rmSync(join(directory, 'dist'), { recursive: true });
    assert.deepEqual(compile(), { exit: 0, stdout: '', stderr: '' });
  });
});
