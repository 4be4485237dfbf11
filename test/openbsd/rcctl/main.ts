// rcctl(8) for rehearsals and tests: over ROOT/etc/rc.conf.local, the stand-in httpd's pid file, and the scripts of packages under the stand-in rc.subr.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { belowTree } from '../rc.d/below-tree.ts';
import { mayActAsRoot, standInRoot } from '../stand-in-root.ts';
import { rcctl } from './rcctl.ts';
import type { Tested } from './rcctl-host.ts';

const { root, rest } = standInRoot(process.argv.slice(2));
const CONF = `${root}/etc/rc.conf.local`;
const HTTPD = `${root}/usr/sbin/httpd`;
const PID = `${root}/var/run/httpd.pid`;
/** Beside the folder this is built into. */
const STSCTL = fileURLToPath(new URL('../../bin/stsctl', import.meta.url));

process.exitCode = await rcctl(rest, {
  isRoot: mayActAsRoot(root),
  readConf: () => (existsSync(CONF) ? readFileSync(CONF, 'latin1') : null),
  writeConf: (text) => (text === null ? rmSync(CONF, { force: true }) : replaceConf(text)),
  packageScripts,
  hasUser: (name) => ['root', 'daemon', 'www', '_httpd'].includes(name),
  isRunning: (daemon) => (daemon === 'httpd' ? pidOf() !== null : script(daemon, 'check').ok),
  configtest: async (daemon, flags) => {
    if (daemon !== 'httpd') return packageScripts().includes(daemon) ? script(daemon, 'configtest') : null;
    const { status, stderr } = spawnSync(HTTPD, ['-n', ...words(flags)], { encoding: 'latin1' });
    return { ok: status === 0, output: stderr };
  },
  start: async (daemon, flags) => (daemon !== 'httpd' ? script(daemon, 'start').ok : spawnSync(HTTPD, words(flags), { stdio: 'ignore' }).status === 0 && (await until(() => pidOf() !== null))),
  stop: async (daemon) => {
    if (daemon !== 'httpd') return void script(daemon, 'stop');
    signal('SIGTERM');
    await until(() => pidOf() === null);
  },
  reload: async (daemon) => (daemon === 'httpd' ? signal('SIGHUP') : void script(daemon, 'reload')),
  stdout: (text) => void process.stdout.write(text, 'latin1'),
  stderr: (text) => void process.stderr.write(text, 'latin1'),
});

/** As install(1) -F does: a new file beside it, renamed over it. */
function replaceConf(text: string): void {
  const staged = `${CONF}.${process.pid}`;
  writeFileSync(staged, text, { encoding: 'latin1', mode: 0o644 });
  renameSync(staged, CONF);
}

/** Executable files in ROOT/etc/rc.d. */
function packageScripts(): string[] {
  const folder = `${root}/etc/rc.d`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => {
    try {
      accessSync(`${folder}/${name}`, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** By rc.subr, which must be in the tree. Nothing is read of what it starts: that would wait for the daemon's end. */
function script(daemon: string, action: string): Tested {
  const file = `${root}/etc/rc.d/${daemon}`;
  if (!existsSync(file) || !existsSync(`${root}/etc/rc.d/rc.subr`)) return { ok: false, output: '' };
  const text = belowTree(readFileSync(file, 'utf8'), root, STSCTL);
  const stdio = action === 'start' ? 'ignore' : 'pipe';
  const { status, stderr } = spawnSync('mksh', ['-c', text, file, '-f', action], { stdio, encoding: 'latin1', env: { PATH: `${root}/usr/bin:/usr/bin:/bin`, RC_ROOT: root, RC_SHELL: 'mksh' } });
  return { ok: status === 0, output: stderr ?? '' };
}

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
