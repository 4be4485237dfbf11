// Runs one program that only looks, with nothing but Node: a plan needs no more, and execa costs as much to load as Node to start.
import type { ExecFileException } from 'node:child_process';
import type { RunResult } from '../model/host.ts';
import { ENVIRONMENT, MAX_OUTPUT } from './run-program.ts';

export interface LookOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
}

/** Its standard input is empty; argv[0] is absolute. */
export async function lookProgram([file = '', ...rest]: readonly string[], { cwd, timeoutMs }: LookOptions): Promise<RunResult> {
  if (!file.startsWith('/')) throw new Error(`not an absolute program: ${file}`);
  const { execFile } = await import('node:child_process');
  return new Promise((resolve) => {
    const child = execFile(file, rest, { cwd, env: ENVIRONMENT, encoding: 'latin1', timeout: timeoutMs, maxBuffer: MAX_OUTPUT, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      const failure = error === null ? null : failureOf(error, timeoutMs);
      resolve({ exit: failure === null ? Number(error?.code ?? 0) : null, stdout, stderr, failure });
    });
    // A program that has ended without reading is no failure.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}

/** Null when it has ended by itself: then `code` is its exit status. */
function failureOf({ code, killed, signal }: ExecFileException, timeoutMs: number): string | null {
  if (String(code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `printed more than ${MAX_OUTPUT} bytes`;
  if (killed === true) return `timed out after ${timeoutMs / 1000} s`;
  if (signal) return signal;
  return typeof code === 'number' ? null : String(code ?? 'not started');
}
