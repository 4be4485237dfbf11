// Which location of a server answers a path, as httpd(8) chooses it: the first that matches, in file order.
import type { Location, Server } from '../../model/httpd-conf.ts';
import { matchGlob } from './glob.ts';
import { matchPattern } from './lua-pattern.ts';

/** Null: the server itself answers. Locations that look at the file system (found, not found) are passed over. */
export function answeringLocation(server: Server, path: string): Location | null {
  return server.locations.find((location) => location.found === null && matchesPath(location, path)) ?? null;
}

function matchesPath({ path: pattern, match }: Location, path: string): boolean {
  return match ? matchPattern(path, pattern) !== null : matchGlob(pattern, path, { ignoreCase: true });
}
