// Files as httpd(8) gets at them: inside the chroot, as user www, whoever runs the stand-in.
import { statSync, type Stats } from 'node:fs';

/** User and group www on OpenBSD. */
const WWW = 67;

const READ = 4;
const SEARCH = 1;

/** `missing`, `forbidden`, `trouble`: what open(2) says in httpd becomes 404, 403, 500. */
export type Found = Stats | 'missing' | 'forbidden' | 'trouble';

/** A path of a request or of the configuration is one character a byte. */
export function onDisk(chroot: string, path: string): string {
  return chroot + Buffer.from(path, 'latin1').toString('utf8');
}

/** `chroot` is a folder on this machine, `path` a path inside it. */
export function findFile(chroot: string, path: string): Found {
  const parts = path.split('/').filter((part) => part !== '');
  for (let count = 1; count < parts.length; count += 1) {
    const folder = statOf(onDisk(chroot, `/${parts.slice(0, count).join('/')}/`));
    if (typeof folder === 'string') return folder;
    if (!mayAs(folder, SEARCH)) return 'forbidden';
  }
  const file = statOf(onDisk(chroot, path));
  return typeof file === 'string' || mayAs(file, READ) ? file : 'forbidden';
}

function statOf(path: string): Found {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
    return code === 'EACCES' ? 'forbidden' : 'trouble';
  }
}

function mayAs({ uid, gid, mode }: Stats, bit: number): boolean {
  const shift = uid === WWW ? 6 : gid === WWW ? 3 : 0;
  return ((mode >> shift) & bit) !== 0;
}
