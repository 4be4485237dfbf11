// ROOT/etc/stand-in.json: where a rehearsal really listens when the configuration says port 80 of some address.
import { readFileSync } from 'node:fs';

export interface Mapping {
  readonly ports: Readonly<Record<string, number>>;
  readonly addresses: Readonly<Record<string, string>>;
  /** Interfaces and groups of the rehearsed machine: "egress", "vio0". */
  readonly interfaces: Readonly<Record<string, readonly string[]>>;
}

/** Without the file, and for all it does not name: as written. */
export function readMapping(root: string): Mapping {
  const { ports = {}, addresses = {}, interfaces = {} } = parse(read(`${root}/etc/stand-in.json`));
  return { ports, addresses, interfaces };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '{}';
  }
}

function parse(text: string): Partial<Mapping> {
  return JSON.parse(text) as Partial<Mapping>;
}
