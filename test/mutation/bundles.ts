// A test with all that it imports as one file, one of its sources changed, and its run.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const WORK = join(ROOT, 'build/mutation');

/** What a source, named from the repository, is to say; null for what is in it. */
export type Changed = (path: string, source: string) => string | null;

/** Returns the sources that are in it. */
export async function bundle(test: string, outfile: string, changed: Changed): Promise<string[]> {
  const { metafile } = await build({ absWorkingDir: ROOT, entryPoints: [test], outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20', packages: 'external', metafile: true, logLevel: 'silent', plugins: [sources(changed)] });
  return Object.keys(metafile.inputs);
}

/** Tests and sources look for files by where they are. */
function sources(changed: Changed): Plugin {
  return {
    name: 'sources',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const contents = (changed(relative(ROOT, path), source) ?? source).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)).replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
        return { contents, loader: 'ts' };
      }),
  };
}

/** What a run may cost: seconds of the processors' time, and of the clock, for what waits for ever. */
export interface Patience {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** Laws are tried with few values each time: a mutant that breaks one breaks it soon, and there are many mutants. */
const ENV = { ...process.env, FUZZ_RUNS: '300' };

/** True: it passes. What takes longer has gone astray, or was made to wait for ever. */
export function passes(file: string, { cpuSeconds, wallSeconds }: Patience, ...argv: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', `ulimit -t ${Math.ceil(cpuSeconds)}; exec "$@"`, 'sh', process.execPath, ...argv, file], { cwd: ROOT, env: ENV, stdio: 'ignore', detached: true });
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), wallSeconds * 1000);
    child.once('exit', (exit) => {
      clearTimeout(timer);
      resolve(exit === 0);
    });
  });
}
