// Makes an OpenBSD-like tree: the directories of hier(7) that matter here, and the stand-in base programs.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILD = fileURLToPath(new URL('../../build/openbsd/', import.meta.url));

/** Path to mode, as mtree(8) has them. */
const DIRECTORIES: Readonly<Record<string, number>> = {
  '/etc': 0o755,
  '/etc/acme': 0o700,
  '/etc/ssl': 0o755,
  '/etc/ssl/private': 0o700,
  '/usr/bin': 0o755,
  '/usr/sbin': 0o755,
  '/var/cron/tabs': 0o700,
  '/var/db': 0o755,
  '/var/log': 0o755,
  '/var/run': 0o755,
  '/var/www': 0o755,
  '/var/www/acme': 0o755,
  '/var/www/htdocs': 0o755,
  '/var/www/logs': 0o755,
  '/var/www/run': 0o755,
};

export const PROGRAMS = ['/usr/sbin/httpd', '/usr/sbin/acme-client', '/usr/sbin/rcctl', '/usr/bin/crontab'] as const;

const UNAME = `#!/bin/sh
case $1 in
''|-s) echo OpenBSD ;;
-r) echo 7.8 ;;
-m|-p) echo amd64 ;;
*) echo 'usage: uname [-amnprsv]' >&2; exit 1 ;;
esac
`;

export interface BaseSystemOptions {
  /** The configuration's ports to the real ones, for those who may not bind 80 and 443. */
  readonly ports?: Readonly<Record<number, number>>;
  /** Listen addresses to the real ones, for those this machine does not have. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** acme-client signs with an authority of its own below the tree instead of asking one. */
  readonly throwAwayCa?: boolean;
}

/** `root` must exist. The programs are those of `npm run build`. */
export function installBaseSystem(root: string, options: BaseSystemOptions = {}): void {
  for (const [path, mode] of Object.entries(DIRECTORIES)) {
    mkdirSync(root + path, { recursive: true });
    chmodSync(root + path, mode);
  }
  for (const path of PROGRAMS) installProgram(root, path);
  // uname(1): what tells that this is the system stsctl is for.
  writeFileSync(`${root}/usr/bin/uname`, UNAME, { mode: 0o755 });
  if (Object.keys(options).length > 0) writeFileSync(`${root}/etc/stand-in.json`, `${JSON.stringify(options)}\n`);
}

/** A launcher finds its tree by where it lies: put at /usr/sbin/httpd it is the system's own httpd. */
export function installProgram(root: string, path: (typeof PROGRAMS)[number]): void {
  const name = path.split('/').at(-1);
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, `#!/bin/sh\nexec '${process.execPath}' '${BUILD}${name}.mjs' --stand-in-root "\${0%${path}}" "$@"\n`, { mode: 0o755 });
}
