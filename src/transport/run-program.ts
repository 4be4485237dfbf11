// Runs one program without a shell and with a clean environment.
import type { Readable } from 'node:stream';
import type { Bytes } from '../model/bytes.ts';
import type { RunResult } from '../model/host.ts';

/** What root's cron has (crontab(5)); programs are named by absolute path all the same. */
export const ENVIRONMENT = { PATH: '/bin:/sbin:/usr/bin:/usr/sbin', HOME: '/', LC_ALL: 'C', SHELL: '/bin/sh' };

/** 16 MB: a program that floods its output is ended. */
export const MAX_OUTPUT = 16 * 1024 * 1024;

/** What a program said before it ended has arrived by then. */
const GRACE_MS = 1000;

function closeOutput({ stdout, stderr }: { readonly stdout: Readable | null; readonly stderr: Readable | null }): void {
  for (const stream of [stdout, stderr]) if (stream?.readableEnded === false) stream.destroy();
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly stdin?: Bytes;
  readonly timeoutMs: number;
}

export async function runProgram(argv: readonly string[], options: ProgramOptions): Promise<RunResult> {
  const [file, ...rest] = argv;
  if (file === undefined || !file.startsWith('/')) throw new Error(`not an absolute program: ${file}`);
  // execa costs more to load than Node itself: only when a program is about to run.
  const { execa } = await import('execa');
  const running = execa(file, rest, {
    cwd: options.cwd,
    env: ENVIRONMENT,
    extendEnv: false,
    encoding: 'latin1',
    input: Buffer.from(options.stdin ?? '', 'latin1'),
    reject: false,
    stripFinalNewline: false,
    timeout: options.timeoutMs,
    maxBuffer: MAX_OUTPUT,
    killSignal: 'SIGTERM',
    forceKillAfterDelay: 5000,
    // A group of its own: Ctrl-C reaches stsctl alone, which ends between two steps.
    detached: true,
  });
  // A daemon started by it may hold its output open for as long as it lives.
  running.once('exit', () => void setTimeout(() => closeOutput(running), GRACE_MS).unref());
  const result = await running;
  const failure = failureOf(result, options.timeoutMs);
  if (failure !== null) endGroup(running.pid);
  // A program that was ended for its output or its time may still exit by itself: that status answers nothing.
  const exit = failure === null ? (result.exitCode ?? null) : null;
  return { exit, stdout: result.stdout ?? '', stderr: result.stderr ?? '', failure };
}

/** What a program that was ended has started itself goes with it. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

interface Ended {
  readonly timedOut?: boolean;
  readonly isMaxBuffer?: boolean;
  readonly signal?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
}

function failureOf(result: Ended, timeoutMs: number): string | null {
  if (result.timedOut === true) return `timed out after ${timeoutMs / 1000} s`;
  if (result.isMaxBuffer === true) return `printed more than ${MAX_OUTPUT} bytes`;
  if (result.signal !== undefined) return result.signal;
  return result.exitCode === undefined ? (result.code ?? 'not started') : null;
}
