// npm run test:mutation: changes a source in one place, and sees whether a unit test fails. A sample of all such mutants of the pure folders and of apply;
// prints the share that the tests find, and each that they do not.
//   MUTATION_COUNT  how many, 320     MUTATION_SEED  another sample, 1     MUTATION_ONLY  parts of PATH:LINE:, by commas
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { bundle, passes, ROOT, WORK } from './bundles.ts';
import { mutantsOf, REACHED, type Mutant } from './mutants.ts';

const FOLDERS = ['formats', 'plan', 'apply', 'model'] as const;
/** Of the processors' time, so that it does not matter what else runs here; what takes longer tells little more, a mutant at a time. */
const LONGEST_SECONDS = 10;
const TESTED = ['formats', 'plan', 'apply', 'desired', 'config', 'lint', 'lifecycle', 'renew', 'init', 'check', 'reports', 'watch', 'fuzz'];
const { MUTATION_COUNT: count = '320', MUTATION_SEED: seed = '1', MUTATION_ONLY: only = '' } = process.env;

interface Test {
  readonly path: string;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly reaches: ReadonlySet<string>;
}

function filesBelow(folder: string, end: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(end)).map((name) => `${folder}/${name}`).sort();
}

async function main(): Promise<void> {
  mkdirSync(WORK, { recursive: true });
  const tests = (await side(TESTED.flatMap((folder) => filesBelow(`test/${folder}`, '.test.ts')), measured)).filter((each) => each !== null);
  const all = FOLDERS.flatMap((folder) => filesBelow(`src/${folder}`, '.ts')).flatMap((path) => mutantsOf(path, readFileSync(join(ROOT, path), 'utf8')).mutants);
  const sample = sampled(all.filter((each) => only.split(',').some((part) => `${each.path}:${lineOf(each)}:`.includes(part))), Number(count), Number(seed));
  console.log(`${tests.length} tests, ${sample.length} of ${all.length} mutants`);
  const found = await side(sample, (mutant) => isFound(mutant, tests));
  printTable(sample, found);
  for (const [index, mutant] of sample.entries()) if (found[index] === false) console.log(`  ${placeOf(mutant, tests)}`);
}

/** Null for what does not pass here, or takes too long. */
async function measured(path: string): Promise<Test | null> {
  const file = join(WORK, `${path.replaceAll('/', '-')}.mjs`);
  await bundle(path, file, (source, text) => (isOurs(source) ? mutantsOf(source, text).source : null));
  const hook = `${file}.hook.mjs`;
  writeFileSync(hook, hookFor(`${file}.json`));
  const began = performance.now();
  if (!(await passes(file, { cpuSeconds: LONGEST_SECONDS, wallSeconds: 120 }, '--import', hook))) return null;
  const { cpuSeconds, reaches } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as { cpuSeconds: number; reaches: string[] };
  return { path, cpuSeconds, wallSeconds: (performance.now() - began) / 1000, reaches: new Set(reaches) };
}

/** Writes at the end what was reached, and at what cost. */
function hookFor(answer: string): string {
  return `import { writeFileSync } from 'node:fs';
globalThis.${REACHED} = new Set();
process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(${JSON.stringify(answer)}, JSON.stringify({ cpuSeconds: (user + system) / 1e6, reaches: [...globalThis.${REACHED}] }));
});
`;
}

function isOurs(path: string): boolean {
  return FOLDERS.some((folder) => path.startsWith(`src/${folder}/`));
}

let runs = 0;

/** The test of its own folder first. */
async function isFound(mutant: Mutant, tests: readonly Test[]): Promise<boolean> {
  const rank = ({ path, cpuSeconds }: Test) => (isBeside(path, mutant.path) ? 0 : LONGEST_SECONDS) + cpuSeconds;
  for (const test of tests.filter(({ reaches }) => reaches.has(mutant.reach)).sort((a, b) => rank(a) - rank(b))) {
    if (!(await survives(mutant, test))) return true;
  }
  return false;
}

async function survives(mutant: Mutant, { path: test, cpuSeconds, wallSeconds }: Test): Promise<boolean> {
  const file = join(WORK, `mutant-${(runs += 1)}.mjs`);
  try {
    await bundle(test, file, (path, text) => (path === mutant.path ? text.slice(0, mutant.start) + mutant.text + text.slice(mutant.end) : null));
    return await passes(file, { cpuSeconds: 5 + 5 * cpuSeconds, wallSeconds: 20 + 10 * wallSeconds });
  } catch {
    // It is no program any more.
    return false;
  } finally {
    rmSync(file, { force: true });
  }
}

function isBeside(test: string, path: string): boolean {
  const folder = (each: string) => each.split('/').slice(1, -1).join('/');
  return folder(test) === folder(path);
}

/** The same for the same seed. */
function sampled(mutants: readonly Mutant[], most: number, from: number): Mutant[] {
  let state = from >>> 0;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return mutants.map((mutant) => ({ mutant, at: random() })).sort((a, b) => a.at - b.at).slice(0, most).map(({ mutant }) => mutant);
}

/** So many at a time as there are processors; results in the order of what they are of. */
async function side<In, Out>(given: readonly In[], work: (each: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(8, availableParallelism()) }, async () => {
      for (let index = next++; index < given.length; index = next++) results[index] = await work(given[index] as In);
    }),
  );
  return results;
}

function printTable(sample: readonly Mutant[], found: readonly boolean[]): void {
  for (const folder of [...FOLDERS, '']) {
    const its = sample.map(({ path }, index) => ({ path, found: found[index] === true })).filter(({ path }) => path.startsWith(`src/${folder}`));
    const killed = its.filter((each) => each.found).length;
    if (its.length > 0) console.log(`${(folder || 'all').padEnd(10)} ${String(its.length).padStart(4)} mutants ${String(killed).padStart(4)} killed ${((100 * killed) / its.length).toFixed(1).padStart(6)} %`);
  }
}

const sources = new Map<string, string>();

function sourceOf(path: string): string {
  const source = sources.get(path) ?? readFileSync(join(ROOT, path), 'utf8');
  sources.set(path, source);
  return source;
}

function lineOf({ path, start }: Mutant): number {
  return sourceOf(path).slice(0, start).split('\n').length;
}

function placeOf(mutant: Mutant, tests: readonly Test[]): string {
  const { path, start, end, text, reach } = mutant;
  const source = sourceOf(path);
  const was = source.slice(start, end).replace(/\s+/g, ' ');
  const isReached = tests.some(({ reaches }) => reaches.has(reach));
  return `${path}:${lineOf(mutant)}: ${was.length > 80 ? `${was.slice(0, 80)}…` : was} -> ${text || '(nothing)'}${isReached ? '' : ' (no unit test reaches it)'}`;
}

void main();
