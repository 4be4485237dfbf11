// The stand-in rcctl against every recorded run.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rcctl } from './rcctl.ts';
import type { RcctlHost } from './rcctl-host.ts';

interface State {
  readonly 'rc.conf.local': string | null;
  readonly httpd: 'running' | 'stopped';
  readonly 'httpd.conf': string;
}

interface Transcript {
  readonly argv: readonly string[];
  readonly before: State;
  readonly after: State;
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asRoot?: boolean;
}

const transcripts = JSON.parse(readFileSync(new URL('../../fixtures/openbsd/rcctl/transcripts.json', import.meta.url), 'utf8')) as Transcript[];

/** What `httpd -n` said of each of the recorded configurations. */
const VERDICTS: Readonly<Record<string, { readonly ok: boolean; readonly output: string }>> = {
  broken: { ok: false, output: '/etc/httpd.conf:3: syntax error\nno actions, nothing to do\n' },
  'broken-first-line': { ok: false, output: '' },
  missing: { ok: false, output: '' },
};

async function run({ argv, before, asRoot = true }: Transcript) {
  const state: { conf: string | null; running: boolean } = { conf: before['rc.conf.local'], running: before.httpd === 'running' };
  const output = { stdout: '', stderr: '' };
  const host: RcctlHost = {
    isRoot: asRoot,
    readConf: () => state.conf,
    writeConf: (text) => void (state.conf = text),
    hasUser: (name) => name === 'root',
    isRunning: (daemon) => daemon === 'httpd' && state.running,
    configtest: async (daemon) => (daemon === 'httpd' ? (VERDICTS[before['httpd.conf']] ?? { ok: true, output: '' }) : null),
    start: async () => (state.running = true),
    stop: async () => void (state.running = false),
    reload: async () => undefined,
    stdout: (text) => void (output.stdout += text),
    stderr: (text) => void (output.stderr += text),
  };
  const exit = await rcctl(argv.slice(1), host);
  return { exit, ...output, conf: state.conf, httpd: state.running ? 'running' : 'stopped' };
}

test('every recorded run: output, exit status, rc.conf.local and daemon afterwards', async (t) => {
  const misses: unknown[] = [];
  for (const each of transcripts) {
    const got = await run(each);
    const want = { exit: each.exit, stdout: each.stdout, stderr: each.stderr, conf: each.after['rc.conf.local'], httpd: each.after.httpd };
    if (JSON.stringify(got) !== JSON.stringify(want)) misses.push({ argv: each.argv.join(' '), before: each.before['rc.conf.local'], got, want });
  }
  t.diagnostic(`rcctl: ${transcripts.length - misses.length} of ${transcripts.length} runs`);
  assert.deepEqual(misses, []);
});
