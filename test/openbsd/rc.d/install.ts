// What a tree needs for rc.d(8) scripts and their users: rc.subr(8), and programs that do to the tree's passwd what the real ones do to the host's.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SUBR = fileURLToPath(new URL('rc.subr', import.meta.url));

/** useradd(8) with "-g =uid" adds a group of the user's name too; userdel(8) leaves it. */
const PROGRAMS: Readonly<Record<string, string>> = {
  useradd: 'for name; do :; done\ngrep -q "^$name:" "$etc/passwd" && { echo "useradd: Already a \\`$name\' user" >&2; exit 1; }\necho "$name:*:1001:1001:stsctl watch daemon:/var/empty:/sbin/nologin" >>"$etc/passwd"\necho "$name:*:1001:" >>"$etc/group"\n',
  userdel: 'grep -q "^$1:" "$etc/passwd" || { echo "userdel: No such user \\`$1\'" >&2; exit 1; }\nsed -i "/^$1:/d" "$etc/passwd"\n',
  groupdel: 'grep -q "^$1:" "$etc/group" || { echo "groupdel: No such group: \\`$1\'" >&2; exit 1; }\nsed -i "/^$1:/d" "$etc/group"\n',
};

export function installRcPrograms(root: string): void {
  for (const path of ['/etc/rc.d', '/usr/sbin', '/usr/bin', '/var/db', '/var/log']) mkdirSync(root + path, { recursive: true });
  copyFileSync(SUBR, `${root}/etc/rc.d/rc.subr`);
  writeFileSync(`${root}/etc/passwd`, 'root:*:0:0:Charlie &:/root:/bin/ksh\n');
  writeFileSync(`${root}/etc/group`, 'wheel:*:0:root\n');
  const start = `#!/bin/sh\necho "\${0##*/} $*" >>'${root}/var/log/accounts'\netc='${root}/etc'\n`;
  for (const [name, body] of Object.entries(PROGRAMS)) writeFileSync(`${root}/usr/sbin/${name}`, start + body, { mode: 0o755 });
  // install(1) would need the user: what it is asked is noted, and the directory made.
  writeFileSync(`${root}/usr/bin/install`, `#!/bin/sh\necho "$*" >>'${root}/var/log/install'\nfor last; do :; done\nmkdir -p "$last"\n`, { mode: 0o755 });
}
