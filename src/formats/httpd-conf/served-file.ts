// Which file a server would serve for a path, and what keeps it from doing so.
import { posix } from 'node:path';
import type { HttpdConf, Location, Server, Serving } from '../../model/httpd-conf.ts';
import { answeringLocation } from './answering-location.ts';

export interface Served {
  /** Null: the server itself answers. */
  readonly location: Location | null;
  /** Absolute, with the chroot. */
  readonly file: string;
  /** "has or inherits a block"; null when a file is served. */
  readonly obstacle: Obstacle | null;
}

export interface Obstacle {
  /** What follows "location X". */
  readonly what: string;
  readonly next: string;
}

export function servedFile(conf: HttpdConf, server: Server, path: string): Served {
  const location = answeringLocation(server, path);
  const serving: Serving = location ?? server;
  const file = posix.join(conf.chroot, serving.root, stripped(path, serving.strip));
  return { location, file, obstacle: obstacleOf(serving) };
}

/** httpd.conf(5): `request strip N` removes N leading components. */
function stripped(path: string, count: number): string {
  return `/${path.split('/').slice(1 + count).join('/')}`;
}

export function obstacleOf({ filter, authenticate, fastcgi, rewrite }: Serving): Obstacle | null {
  if (filter?.kind === 'block') return { what: 'inherits or has a block', next: 'add to that location: pass' };
  if (authenticate !== null) return { what: 'asks for a password', next: 'add to that location: no authenticate' };
  if (fastcgi !== null) return { what: 'is handed to FastCGI', next: 'add to that location: no fastcgi' };
  return rewrite === null ? null : { what: 'is rewritten', next: 'add to that location: request no rewrite' };
}

/** Media type of a .txt file: a types block replaces the built-in types altogether. */
export function textMediaType(conf: HttpdConf, serving: Serving): string {
  if (conf.types === null) return 'text/plain';
  return conf.types.get('txt') ?? serving.defaultType ?? conf.defaultType;
}
