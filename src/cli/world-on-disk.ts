// The machine as the parsers ask about it, answered from the file system at hand and from --missing and --present.
import { accessSync, constants, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { AcmeClientWorld } from '../model/acme-client-conf.ts';
import type { HttpdWorld } from '../model/httpd-conf.ts';
import { readBytes } from './read-bytes.ts';
import { resolveService } from '../formats/httpd-conf/services.ts';

export interface Assumed {
  /** Paths to take as absent, and as there. */
  readonly missing: ReadonlySet<string>;
  readonly present: ReadonlySet<string>;
}

/** Relative paths are the working directory's, as for the programs. */
export function httpdWorldOnDisk({ missing, present }: Assumed): HttpdWorld {
  return {
    readInclude: readBytes,
    isReadable: (path) => !missing.has(path) && (present.has(path) || canRead(path)),
    resolveHost: (name) => networkInterfaces()[name]?.map((each) => each.address) ?? (name === 'localhost' ? ['127.0.0.1', '::1'] : null),
    resolveService,
  };
}

export function acmeClientWorldOnDisk({ missing, present }: Assumed): AcmeClientWorld {
  return {
    readInclude: readBytes,
    modeOf: (path) => (missing.has(path) ? null : present.has(path) ? 0o400 : modeOf(path)),
  };
}

function canRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function modeOf(path: string): number | null {
  try {
    return statSync(path).mode & 0o7777;
  } catch {
    return null;
  }
}
