// What the daemon leaves on disk: its process id, and its lines in /var/log/daemon.
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

function pidFile(root: string): string {
  return `${root}/var/run/httpd.pid`;
}

/** httpd(8) has no such file; rcctl's stand-in finds the process by it. */
export function writePid(root: string): void {
  mkdirSync(`${root}/var/run`, { recursive: true });
  writeFileSync(pidFile(root), `${process.pid}\n`);
}

/** Not that of a daemon started since. */
export function removePid(root: string): void {
  try {
    if (Number(readFileSync(pidFile(root), 'utf8')) === process.pid) rmSync(pidFile(root));
  } catch {
    // Gone already.
  }
}

export function logLine(root: string, line: string): void {
  const [, month, day, time] = /^\w+ (\w+) (\d+) \d+ ([\d:]+)/.exec(new Date().toString()) ?? [];
  try {
    appendFileSync(`${root}/var/log/daemon`, `${month} ${day} ${time} httpd[${process.pid}]: ${line}\n`);
  } catch {
    // Without /var/log nothing is logged.
  }
}
