// Which location of a server takes a path: the first that matches, in file order.
import type { Location, Server, Serving } from '../../../src/model/httpd-conf.ts';
import { matchGlob } from '../../../src/formats/httpd-conf/glob.ts';
import { matchPattern } from '../../../src/formats/httpd-conf/lua-pattern.ts';
import { stripPath } from './request-path.ts';
import { findFile } from './www-access.ts';

export interface Chosen {
  readonly serving: Serving;
  /** What %0, %1, … stand for; empty unless a `location match` was chosen. */
  readonly captures: readonly string[];
}

/** `now` holds when no location matches. Null: a `found` location whose root can't be opened, which is a 500. */
export function chooseLocation(server: Server, now: Chosen, path: string, chroot: string): Chosen | null {
  for (const location of server.locations) {
    const captures = matchLocation(location, path);
    if (captures === null) continue;
    const passes = passesFound(location, path, chroot);
    if (passes === null) return null;
    if (passes) return { serving: location, captures: location.match ? captures : now.captures };
  }
  return now;
}

function matchLocation({ path: pattern, match }: Location, path: string): readonly string[] | null {
  if (match) return matchPattern(path, pattern);
  return matchGlob(pattern, path, { ignoreCase: true }) ? [] : null;
}

/** httpd.conf(5) location found, location not found. */
function passesFound({ found, root, strip }: Location, path: string, chroot: string): boolean | null {
  if (found === null) return true;
  if (typeof findFile(chroot, root) === 'string') return null;
  const rest = stripPath(path, strip).slice(1);
  const isThere = rest !== '' && typeof findFile(chroot, `${root}/${rest}`) !== 'string';
  return isThere === found;
}
