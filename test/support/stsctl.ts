// Runs the real command line, as its users do.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
export const STSCTL = `${REPOSITORY}bin/stsctl`;

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function stsctl(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Ran {
  const result = spawnSync(process.execPath, [STSCTL, ...argv], { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '', ...environment }, timeout: 120_000, maxBuffer: 1 << 28 });
  return { exit: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** The same while the test goes on; `watch` is told of what it says on standard error so far. */
export function startStsctl(argv: readonly string[], watch: (said: string) => void = () => undefined): Promise<Ran> {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'] ?? '' } });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (said.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => {
    said.stderr += String(chunk);
    watch(said.stderr);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => resolve({ exit, ...said }));
  });
}
