// stsctl watch as its users run it: a process in a tree, asked over HTTP and ended by a signal.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { after } from 'node:test';
import { freePorts } from './free-ports.ts';
import { STSCTL } from './stsctl.ts';

export interface Watching {
  readonly root: string;
  readonly child: ChildProcess;
  /** Of the pages, without a slash at the end. */
  readonly origin: string;
  said(): string;
  says(text: string): Promise<void>;
  get(path: string): Promise<Response>;
  /** Milliseconds until it has ended, and with what. */
  end(signal: NodeJS.Signals): Promise<{ readonly ms: number; readonly exit: number | null }>;
}

/** Removed after the test. */
export function watchTree(conf: string): string {
  const root = mkdtempSync('/tmp/stsctl-watch-');
  after(() => rmSync(root, { recursive: true, force: true }));
  for (const path of ['/etc', '/var/db/stsctl-watch']) mkdirSync(root + path, { recursive: true });
  writeFileSync(`${root}/etc/stsctl.conf`, conf);
  return root;
}

/** Resolves when it answers; it is killed after the test. */
export async function watching(root: string, ...more: string[]): Promise<Watching> {
  const running = await startWatching(root, more);
  after(() => running.child.kill('SIGKILL'));
  return running;
}

export async function startWatching(root: string, more: readonly string[]): Promise<Watching> {
  const [port = 0] = await freePorts(1);
  const child = spawn(process.execPath, [STSCTL, '--root', root, 'watch', '--allow-root', '--listen', `127.0.0.1:${port}`, ...more], { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] ?? '' } });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  const running: Watching = {
    root,
    child,
    origin: `http://127.0.0.1:${port}`,
    said: () => said,
    async says(text) {
      for (let attempt = 0; attempt < 200 && !said.includes(text); attempt += 1) await new Promise((resolve) => setTimeout(resolve, 50));
      assert.ok(said.includes(text), `"${text}" was not said in: ${said}`);
    },
    get: (path) => fetch(`http://127.0.0.1:${port}${path}`),
    async end(signal) {
      const began = Date.now();
      child.kill(signal);
      const [exit] = (await once(child, 'exit')) as [number | null];
      return { ms: Date.now() - began, exit };
    },
  };
  await running.says('are watched, http://').catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return running;
}
