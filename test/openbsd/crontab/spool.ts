// The crontabs of a tree, one file a user in /var/cron/tabs, and the other files crontab(1) reads.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { errorText } from '../error-text.ts';
import { mayActAsRoot } from '../stand-in-root.ts';
import type { CrontabHost } from './crontab.ts';

type Spool = Omit<CrontabHost, 'readInput' | 'stdout' | 'stderr'>;

export function spoolOf(root: string): Spool {
  const tabs = `${root}/var/cron/tabs`;
  const me = userInfo().username;
  const isRoot = mayActAsRoot(root);
  return {
    user: isRoot ? 'root' : me,
    isRoot,
    hasUser: (name) => name === 'root' || name === me || usersOf(root).includes(name),
    read: (user) => (existsSync(`${tabs}/${user}`) ? readFileSync(`${tabs}/${user}`, 'latin1') : null),
    write: (user, text) => (text === null ? rmSync(`${tabs}/${user}`) : replace(tabs, user, text)),
    readFile,
  };
}

function usersOf(root: string): string[] {
  const file = `${root}/etc/passwd`;
  return existsSync(file) ? readFileSync(file, 'latin1').split('\n').map((line) => line.split(':')[0] ?? '') : [];
}

function replace(tabs: string, user: string, text: string): void {
  mkdirSync(tabs, { recursive: true });
  const staged = `${tabs}/tmp.${process.pid}`;
  writeFileSync(staged, text, 'latin1');
  chmodSync(staged, 0o600);
  renameSync(staged, `${tabs}/${user}`);
}

function readFile(path: string): { text: string } | { why: string } {
  try {
    return { text: readFileSync(path, 'latin1') };
  } catch (error) {
    // fopen(3) opens a directory, and there is nothing in it.
    return (error as NodeJS.ErrnoException).code === 'EISDIR' ? { text: '' } : { why: errorText(error) };
  }
}
