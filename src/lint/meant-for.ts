// The location by which a server means to answer a path.
import type { Location, Server } from '../model/httpd-conf.ts';

/** A pattern without a slash at its beginning never matches: that is told by itself. */
export function neverMatches({ path, match }: Location): boolean {
  return !match && !/^[/*?[\\]/.test(path);
}

/** Some location names the path; null if none does. */
export function meantFor(server: Server, word: string): Location | null {
  return server.locations.find((location) => location.path.includes(word) && !neverMatches(location)) ?? null;
}
