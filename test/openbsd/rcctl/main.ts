// rcctl(8) for rehearsals and tests: over ROOT/etc/rc.conf.local and the stand-in httpd's pid file.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mayActAsRoot, standInRoot } from '../stand-in-root.ts';
import { rcctl } from './rcctl.ts';

const { root, rest } = standInRoot(process.argv.slice(2));
const CONF = `${root}/etc/rc.conf.local`;
const HTTPD = `${root}/usr/sbin/httpd`;
const PID = `${root}/var/run/httpd.pid`;

process.exitCode = await rcctl(rest, {
  isRoot: mayActAsRoot(root),
  readConf: () => (existsSync(CONF) ? readFileSync(CONF, 'latin1') : null),
  writeConf: (text) => (text === null ? rmSync(CONF, { force: true }) : writeFileSync(CONF, text, 'latin1')),
  hasUser: (name) => ['root', 'daemon', 'www', '_httpd'].includes(name),
  isRunning: (daemon) => daemon === 'httpd' && pidOf() !== null,
  configtest: async (daemon, flags) => {
    if (daemon !== 'httpd') return null;
    const { status, stderr } = spawnSync(HTTPD, ['-n', ...words(flags)], { encoding: 'latin1' });
    return { ok: status === 0, output: stderr };
  },
  start: async (_daemon, flags) => spawnSync(HTTPD, words(flags), { stdio: 'ignore' }).status === 0 && (await until(() => pidOf() !== null)),
  stop: async () => {
    signal('SIGTERM');
    await until(() => pidOf() === null);
  },
  reload: async () => signal('SIGHUP'),
  stdout: (text) => void process.stdout.write(text, 'latin1'),
  stderr: (text) => void process.stderr.write(text, 'latin1'),
});

function words(flags: string): string[] {
  return flags.split(/\s+/).filter((each) => each !== '');
}

/** Null when no process has it. */
function pidOf(): number | null {
  try {
    const pid = Number(readFileSync(PID, 'utf8').trim());
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}

function signal(name: NodeJS.Signals): void {
  const pid = pidOf();
  if (pid !== null) process.kill(pid, name);
}

async function until(isDone: () => boolean): Promise<boolean> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (isDone()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
