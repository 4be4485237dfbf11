// Reads a file on the machine stsctl runs on: configuration, template, plan. Hostile until checked.
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticCode } from '../model/diagnostic-code.ts';
import { Failure } from '../model/failure.ts';
import { checkOwnership } from '../config/check-ownership.ts';

/** 16 MB: more than any configuration or plan of a thousand domains. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_PLAN_BYTES = 256 * 1024 * 1024;

export interface Input {
  readonly file: string;
  /** What it is, for messages. */
  readonly what: 'configuration' | 'template' | 'plan' | 'certificate file';
}

/** Null for a missing file. Throws Failure for one that can't be read or that others than root may write. */
export async function readInput({ file, what }: Input): Promise<string | null> {
  try {
    // At once: handing such small files to threads costs more than reading them.
    const found = statSync(file);
    if (!found.isFile()) throw new Failure([unreadable(file, what, 'is not a regular file')]);
    if (found.size > (what === 'plan' ? MAX_PLAN_BYTES : MAX_BYTES)) throw new Failure([unreadable(file, what, 'is larger than stsctl reads')]);
    refuseUnsafe(file, what, found);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new Failure([unreadable(file, what, `can't be read: ${code}`)]);
  }
}

function refuseUnsafe(file: string, what: Input['what'], found: { uid: number; mode: number }): void {
  const directory = statSync(dirname(file));
  const asRoot = process.getuid?.() === 0;
  const unsafe = [
    checkOwnership({ file, uid: found.uid, mode: found.mode, kind: what }, asRoot),
    checkOwnership({ file: dirname(file), uid: directory.uid, mode: directory.mode, kind: 'directory' }, asRoot),
  ].filter((each) => each !== null);
  if (unsafe.length > 0) throw new Failure(unsafe);
}

function unreadable(file: string, what: Input['what'], message: string): Diagnostic {
  const code: DiagnosticCode = what === 'plan' ? 'plan-file' : 'config-unreadable';
  return { code, place: { file }, message, unchanged: 'nothing was read from or written to the host', next: `mend ${file}, then try again` };
}
