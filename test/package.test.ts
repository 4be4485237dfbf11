// What is installed: few packages, all of them named here, nothing that runs or compiles while they are installed but what is known.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly license?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly hasInstallScript?: boolean;
}

const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages).filter(([name]) => name !== '');
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { dependencies: Record<string, string> };

test('every package is pinned by its hash, and no address of a registry is', () => {
  for (const [name, { integrity, resolved }] of packages) {
    assert.match(integrity ?? '', /^sha512-/, `${name}: install it again with the .npmrc of this repository`);
    assert.equal(resolved, undefined, `${name}: set omit-lockfile-registry-resolved and install again`);
  }
});

test('what is needed at run time is what docs/DECISIONS.md gives reasons for', () => {
  const decisions = readFileSync(`${root}/docs/DECISIONS.md`, 'utf8');
  for (const name of Object.keys(manifest.dependencies)) assert.ok(decisions.includes(name), `say in docs/DECISIONS.md why ${name} is needed`);
});

/** ssh2's tries to compile what it also has in JavaScript, and goes on without; esbuild's puts its program in place, for builds only. */
const KNOWN_SCRIPTS = ['node_modules/cpu-features', 'node_modules/esbuild', 'node_modules/ssh2'];

test('nothing else runs while packages are installed, and nothing needs to', () => {
  const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([name]) => name);
  assert.deepEqual(scripted, KNOWN_SCRIPTS, 'find a package without an install script, or give the reason here');
});

const LICENCES = new Set(['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0', 'Unlicense']);
/** No field in their package.json of that release; MIT by the LICENSE file that comes with them. */
const UNTOLD = new Set(['node_modules/buildcheck', 'node_modules/cpu-features', 'node_modules/ssh2']);

test('every licence lets the bundle be passed on', () => {
  for (const [name, { dev, license }] of packages) if (dev !== true && !UNTOLD.has(name)) assert.ok(LICENCES.has(license ?? ''), `${name} has the licence ${license}: read it`);
});

const SHIPPED = /^(?:ansible\/(?:[\w-]+\/)*[\w.-]+\.(?:md|py|yml)|bin\/(?:stsctl|(?:compile|load)\.js|package\.json)|dist\/(?:[\w.-]+\.js|package\.json)|templates\/[\w.-]+\/[\w-]+\.hbs|man\/stsctl[\w.-]*\.[58]|rc\.d\/stsctld|share\/(?:grafana\/stsctl\.json|prometheus\/stsctl\.rules\.yml)|examples\/stsctl\.conf|CHANGELOG\.md|LICENSE|README\.md|package\.json)$/;

test('the package holds the program, its templates and its manual, and nothing else', () => {
  const said = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ files }] = JSON.parse(said) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  assert.deepEqual(paths.filter((path) => !SHIPPED.test(path)), [], 'name it here, or take it out of "files" in package.json');
  for (const needed of ['bin/stsctl', 'man/stsctl.8', 'man/stsctl.conf.5', 'man/stsctld.8', 'rc.d/stsctld', 'LICENSE']) assert.ok(paths.includes(needed), `${needed} is missing`);
});

test('a bill of materials lists what is needed at run time', () => {
  const bill = JSON.parse(execFileSync('npm', ['sbom', '--omit', 'dev', '--sbom-format', 'cyclonedx', '--package-lock-only'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as { bomFormat: string; components: { name: string }[] };
  assert.equal(bill.bomFormat, 'CycloneDX');
  const names = new Set(bill.components.map(({ name }) => name));
  for (const name of Object.keys(manifest.dependencies)) assert.ok(names.has(name), `${name} is missing`);
});

/** The bundle's files, built in a directory of its own by itself. */
function builtIn(directory: string): Record<string, string> {
  mkdirSync(join(directory, 'node_modules'), { recursive: true });
  for (const each of ['src', 'scripts', 'templates', 'man', 'package.json', 'tsconfig.json']) cpSync(join(root, each), join(directory, each), { recursive: true });
  // What is bundled is copied: a link would lead to the same place from both.
  const bundled = packages.filter(([name, { dev }]) => dev !== true && !name.slice('node_modules/'.length).includes('/node_modules/')).map(([name]) => name);
  for (const name of readdirSync(join(root, 'node_modules'), { recursive: false }).map((each) => `node_modules/${each}`)) {
    if (name.startsWith('node_modules/.')) continue;
    if (bundled.some((each) => each === name || each.startsWith(`${name}/`))) cpSync(join(root, name), join(directory, name), { recursive: true });
    else symlinkSync(join(root, name), join(directory, name));
  }
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: directory, env: { PATH: '/usr/bin:/bin' }, stdio: ['ignore', 'ignore', 'inherit'] });
  return Object.fromEntries(readdirSync(join(directory, 'dist')).sort().map((name) => [name, readFileSync(join(directory, 'dist', name), 'latin1')]));
}

test('two builds in different directories give the same bytes, and no path of the machine', () => {
  const work = mkdtempSync(join(tmpdir(), 'stsctl-build-'));
  try {
    const [first, second] = ['a', 'much/deeper/b'].map((name) => builtIn(join(work, name)));
    assert.deepEqual(Object.keys(first ?? {}), Object.keys(second ?? {}), 'see what the build names its files by');
    for (const [name, text] of Object.entries(first ?? {})) {
      assert.ok(text === second?.[name], `dist/${name} differs: see what of the directory or the time gets into it`);
      assert.ok(!text.includes(work), `dist/${name} names the directory it was built in`);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
