// Starts the process that goes on serving, and waits until it does.
import { spawn } from 'node:child_process';
import { DAEMON_OPTION } from './command-line.ts';

/** What the daemon tells the process that started it: null once it serves, else why it does not. */
export interface Started {
  readonly failure: { readonly exit: 0 | 1; readonly stderr: readonly string[] } | null;
}

const NOT_STARTED: Started = { failure: { exit: 1, stderr: ['httpd: the daemon ended before it served'] } };

export function daemonise(program: string, argv: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [...process.execArgv, program, DAEMON_OPTION, ...argv], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return new Promise((resolve) => {
    const told = (started: Started): void => {
      if (child.connected) child.disconnect();
      child.unref();
      resolve(started);
    };
    child.once('message', (message) => told(message as Started));
    child.once('error', () => told(NOT_STARTED));
    child.once('exit', () => told(NOT_STARTED));
  });
}

/** In the daemon: how it went. A parent that has gone away is no concern of ours. */
export function tellParent(started: Started): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) return resolve();
    process.send(started, undefined, undefined, () => {
      if (process.connected) process.disconnect();
      resolve();
    });
  });
}
