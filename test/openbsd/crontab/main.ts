// crontab(1) for rehearsals and tests: over ROOT/var/cron/tabs.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { mayActAsRoot, standInRoot } from '../stand-in-root.ts';
import { crontab } from './crontab.ts';

const { root, rest } = standInRoot(process.argv.slice(2));
const TABS = `${root}/var/cron/tabs`;
const isRoot = mayActAsRoot(root);

process.exitCode = crontab(rest, {
  user: isRoot ? 'root' : userInfo().username,
  isRoot,
  hasUser: (name) => name === 'root' || name === userInfo().username,
  read: (user) => (existsSync(`${TABS}/${user}`) ? readFileSync(`${TABS}/${user}`, 'latin1') : null),
  write(user, text) {
    if (text === null) return rmSync(`${TABS}/${user}`);
    mkdirSync(TABS, { recursive: true });
    writeFileSync(`${TABS}/.${user}.new`, text, { encoding: 'latin1', mode: 0o600 });
    renameSync(`${TABS}/.${user}.new`, `${TABS}/${user}`);
  },
  readFile: (path) => (existsSync(path) ? readFileSync(path, 'latin1') : null),
  readInput: () => readFileSync(0, 'latin1'),
  stdout: (text) => void process.stdout.write(text, 'latin1'),
  stderr: (text) => void process.stderr.write(text, 'latin1'),
});
