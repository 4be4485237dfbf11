// Runs the real command line, as its users do.
import { spawnSync } from 'node:child_process';
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
