// Runs a coverage-guided fuzzer (jazzer.js, libFuzzer's engine) over every target, and prints what came of it.
//   FUZZ_SECONDS  for each target, 180
//   FUZZ_ONLY     part of a target's name
//   FUZZ_NODE     another node: the fuzzer needs glibc 2.38
// Its finds go to build/fuzz/NAME/crash-*; what of them is worth keeping belongs in test/fuzz/corpus, whose files the tests run.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { fileNameOf, readCorpus, writeCorpus } from './corpus.ts';
import { seedsOf } from './seeds.ts';
import type { Target } from './target.ts';
import { TARGETS } from './targets.ts';

// No devDependency: it is native, has a hundred packages, and nobody needs it to build or to test.
const JAZZER = '@jazzer.js/core@4.0.0';
const root = fileURLToPath(new URL('../..', import.meta.url));
const work = join(root, 'build/fuzz');
const seconds = Number(process.env['FUZZ_SECONDS'] ?? 180);
const node = process.env['FUZZ_NODE'] ?? process.execPath;

interface Result {
  readonly name: string;
  readonly runs: number;
  readonly edges: number;
  readonly kept: number;
  readonly crashes: readonly string[];
}

function installFuzzer(): string {
  const program = join(work, 'node_modules/@jazzer.js/core/dist/cli.js');
  if (!existsSync(program)) execFileSync('npm', ['install', '--no-save', '--no-package-lock', '--prefix', work, JAZZER], { stdio: ['ignore', 'ignore', 'inherit'] });
  return program;
}

/** One bundle for each target, so that only its own code is measured. */
async function bundle(target: Target): Promise<string> {
  const outfile = join(work, `${fileNameOf(target.name)}.cjs`);
  const entry = `import { TARGETS } from './targets.ts'; const { check } = TARGETS.find(({ name }) => name === ${JSON.stringify(target.name)}); export const fuzz = (data) => check(data);`;
  await build({ stdin: { contents: entry, resolveDir: join(root, 'test/fuzz'), loader: 'ts' }, outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error', external: ['*.node'], define: { 'import.meta.url': '__url' }, banner: { js: `const __url = require('node:url').pathToFileURL(${JSON.stringify(join(root, 'test/fuzz/targets.ts'))}).href;` } });
  return outfile;
}

async function run(target: Target, program: string): Promise<Result> {
  const name = fileNameOf(target.name);
  const directory = join(work, name);
  const corpus = join(directory, 'corpus');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(corpus, { recursive: true });
  [...seedsOf(target), ...readCorpus(target.name)].forEach((bytes, index) => writeFileSync(join(corpus, `seed-${index}`), bytes));
  const file = await bundle(target);
  const limits = [`-max_total_time=${seconds}`, '-timeout=10', '-rss_limit_mb=2048', '-max_len=20000', `-artifact_prefix=${directory}/`];
  const said = spawnSync(node, [program, file, corpus, ...(target.isAsync === true ? [] : ['--sync']), '-i', name, '--', ...limits], { encoding: 'utf8', cwd: work, maxBuffer: 1 << 28 }).stderr;
  const crashes = readdirSync(directory).filter((each) => /^(crash|timeout|oom|slow-unit)-/.test(each));
  writeFileSync(join(directory, 'said'), said);
  const runs = greatest(said, /^#(\d+)\s/gm);
  if (runs === 0) throw new Error(`the fuzzer did not run: ${said.slice(-2000)}`);
  return { name: target.name, runs, edges: greatest(said, / cov: (\d+)/g), kept: writeCorpus(target.name, readdirSync(corpus).map((each) => readFileSync(join(corpus, each)))), crashes };
}

function greatest(said: string, pattern: RegExp): number {
  return Math.max(0, ...[...said.matchAll(pattern)].map(([, count]) => Number(count)));
}

mkdirSync(work, { recursive: true });
const program = installFuzzer();
console.log('| parser | runs | edges reached | inputs kept | crashes |\n|---|---|---|---|---|');
let failed = 0;
for (const target of TARGETS.filter(({ name }) => name.includes(process.env['FUZZ_ONLY'] ?? ''))) {
  const { name, runs, edges, kept, crashes } = await run(target, program);
  console.log(`| ${name} | ${runs} | ${edges} | ${kept} | ${crashes.join(', ') || 0} |`);
  failed += crashes.length;
}
process.exitCode = failed === 0 ? 0 : 1;
