// Runs the command line in this process, beside servers of the test.
import { main } from '../../src/cli/main.ts';
import { REPOSITORY, type Ran } from './stsctl.ts';

export async function runMain(argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const exit = await main({
    argv,
    stdout: { write: (text) => (stdout += String(text)) },
    stderr: { write: (text) => (stderr += String(text)) },
    environment,
    packageDirectory: REPOSITORY,
    agent: [],
    version: 'test',
  });
  return { exit, stdout, stderr };
}
