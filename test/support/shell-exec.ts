// An Exec without a network: the command line runs on this machine, with any shell in the place of /bin/sh.
import { spawn } from 'node:child_process';
import type { Exec, Listener, Session } from '../../src/transport/exec.ts';

export class ShellExec implements Exec {
  readonly peer = null;
  readonly #shell: string;
  readonly #login: string;
  started = 0;

  constructor(shell: string, login = '/bin/sh') {
    this.#shell = shell;
    this.#login = login;
  }

  connect(): void {}

  async start(command: string, listener: Listener): Promise<Session> {
    this.started += 1;
    const child = spawn(this.#login, ['-c', command.replace('/bin/sh', this.#shell)], { stdio: 'pipe' });
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => listener.stdout(chunk));
    child.stderr.on('data', (chunk: Buffer) => listener.stderr(chunk));
    child.on('close', (exit, signal) => listener.closed({ exit, signal, lost: null }));
    return {
      send: (bytes) => void child.stdin.write(bytes),
      endInput: () => void child.stdin.end(),
      close() {
        child.stdin.end();
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
  }

  async close(): Promise<void> {}
}
