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

/** Relative paths are the working directory's, as for the programs; absolute ones are below the root. */
export function httpdWorldOnDisk({ missing, present }: Assumed, root: string): HttpdWorld {
  return {
    readInclude: (path) => readBytes(below(root, path)),
    isReadable: (path) => !missing.has(path) && (present.has(path) || canRead(below(root, path))),
    resolveHost: (name) => networkInterfaces()[name]?.map((each) => each.address) ?? (name === 'localhost' ? ['127.0.0.1', '::1'] : null),
    resolveService,
  };
}

function below(root: string, path: string): string {
  return path.startsWith('/') ? root + path : path;
}

export function acmeClientWorldOnDisk(assumed: Assumed, root: string): AcmeClientWorld {
  return {
    readInclude: (path) => readBytes(below(root, path)),
    modeOf: (path) => modeOf(path, assumed, root),
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

/** Keys assumed present are as acme-client writes them: 0400. */
function modeOf(path: string, { missing, present }: Assumed, root: string): number | string | null {
  if ([...present].some((each) => path.startsWith(`${each}/`))) return SYSTEM_WORDS['ENOTDIR'] ?? null;
  if (missing.has(path)) return null;
  if (present.has(path)) return 0o400;
  try {
    return statSync(below(root, path)).mode & 0o7777;
  } catch (error) {
    return SYSTEM_WORDS[(error as NodeJS.ErrnoException).code ?? ''] ?? null;
  }
}

/** strerror(3), for what is neither there nor missing. What only root may look at counts as missing: lint needs no root. */
const SYSTEM_WORDS: Readonly<Record<string, string>> = { ENOTDIR: 'Not a directory', ELOOP: 'Too many levels of symbolic links' };
