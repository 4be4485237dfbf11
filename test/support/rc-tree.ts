// A tree with the daemon's rc.d script and the stand-in rc.subr(8).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { belowTree } from '../openbsd/rc.d/below-tree.ts';
import { installRcPrograms } from '../openbsd/rc.d/install.ts';
import { REPOSITORY, STSCTL, type Ran } from './stsctl.ts';

export const RC_SHELL = 'mksh';
export const hasRcPrograms = [[RC_SHELL, '-c', 'true'], ['pgrep', '--version'], ['pkill', '--version']].every(([program = '', ...rest]) => spawnSync(program, rest).status === 0);

export interface RcTree {
  readonly root: string;
  /** Of the tree's own script, through the stand-in. */
  rc(...argv: string[]): Ran;
  log(): string;
  remove(): void;
}

export function rcTree(conf: string): RcTree {
  const root = mkdtempSync('/tmp/stsctl-rc-');
  installRcPrograms(root);
  writeFileSync(`${root}/etc/stsctl.conf`, conf);
  writeFileSync(`${root}/etc/rc.d/stsctld`, belowTree(readFileSync(join(REPOSITORY, 'rc.d/stsctld'), 'utf8'), root, STSCTL), { mode: 0o555 });
  return {
    root,
    rc(...argv) {
      const { status, stdout, stderr } = spawnSync(RC_SHELL, [`${root}/etc/rc.d/stsctld`, ...argv], { encoding: 'utf8', env: { PATH: `${root}/usr/bin:${process.env['PATH'] ?? ''}`, RC_ROOT: root, RC_SHELL }, timeout: 30_000 });
      return { exit: status, stdout, stderr };
    },
    log: () => (existsSync(`${root}/var/log/daemon`) ? readFileSync(`${root}/var/log/daemon`, 'utf8') : ''),
    remove: () => removeRcTree(root),
  };
}

/** Ends the daemon of the tree, if it still runs: it is known by the tree in its command line. */
export function removeRcTree(root: string): void {
  spawnSync('pkill', ['-KILL', '-xf', `${process.execPath} ${STSCTL} watch --allow-root --root ${root}`]);
  rmSync(root, { recursive: true, force: true });
}
