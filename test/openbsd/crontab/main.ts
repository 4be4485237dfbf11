// crontab(1) for rehearsals and tests: over ROOT/var/cron/tabs.
import { readFileSync } from 'node:fs';
import { standInRoot } from '../stand-in-root.ts';
import { crontab } from './crontab.ts';
import { spoolOf } from './spool.ts';

const { root, rest } = standInRoot(process.argv.slice(2));

process.exitCode = crontab(rest, {
  ...spoolOf(root),
  readInput: () => readFileSync(0, 'latin1'),
  stdout: (text) => void process.stdout.write(text, 'latin1'),
  stderr: (text) => void process.stderr.write(text, 'latin1'),
});
