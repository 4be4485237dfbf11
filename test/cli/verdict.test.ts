// stsctl lint --verdict prints what each program's own check printed, byte for byte, and exits as it did.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/main.ts';
import { REPOSITORY } from '../support/stsctl.ts';

interface Recorded {
  readonly file: string;
  readonly exit: number;
  readonly stderr: readonly string[];
  readonly files?: Readonly<Record<string, boolean>>;
  readonly modes?: unknown;
  readonly system?: boolean;
}

async function run(argv: readonly string[]) {
  const parts = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const stream = (name: 'stdout' | 'stderr') => ({ write: (text: string | Uint8Array) => void parts[name].push(Buffer.from(text as string)) });
  const exit = await main({ argv, stdout: stream('stdout'), stderr: stream('stderr'), environment: {}, agent: [], packageDirectory: REPOSITORY, version: '0' });
  return { exit, stdout: Buffer.concat(parts.stdout).toString('utf8'), stderr: Buffer.concat(parts.stderr).toString('utf8') };
}

for (const kind of ['httpd.conf', 'acme-client.conf', 'crontab']) {
  const folder = fileURLToPath(new URL(`../fixtures/openbsd/${kind.replace('.', '-')}/`, import.meta.url));
  test(`${kind}: the whole of stderr and the exit status of every recorded run`, async (t) => {
    assert.ok(existsSync(folder), `the recorded cases are missing: ${folder}`);
    // What a key's mode or the system form of a crontab changes can't be said on the command line.
    const recorded = (JSON.parse(readFileSync(`${folder}verdicts.json`, 'utf8')) as Recorded[]).filter(({ modes, system }) => modes === undefined && system !== true);
    process.chdir(`${folder}cases`);
    for (const { file, exit, stderr, files = {} } of recorded) {
      const assumed = Object.entries(files).flatMap(([path, isThere]) => [isThere ? '--present' : '--missing', path]);
      const ran = await run(['lint', '--verdict', kind, ...assumed, file]);
      assert.deepEqual(ran, { exit, stdout: '', stderr: stderr.map((line) => `${line}\n`).join('') }, file);
    }
    t.diagnostic(`${kind}: ${recorded.length} of ${recorded.length} runs`);
  });
}
