// Whether others than root could have written what root is about to act on.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { DiagnosticCode } from '../model/diagnostic-code.ts';

export interface Ownership {
  readonly file: string;
  readonly uid: number;
  /** st_mode; only the permission bits and the sticky bit count. */
  readonly mode: number;
  readonly kind: 'configuration' | 'template' | 'plan' | 'certificate file' | 'directory';
}

const CODES: Readonly<Partial<Record<Ownership['kind'], DiagnosticCode>>> = { template: 'template-unsafe', plan: 'plan-file' };
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/** Null when all is well, and always when not running as root. */
export function checkOwnership({ file, uid, mode, kind }: Ownership, asRoot: boolean): Diagnostic | null {
  if (!asRoot) return null;
  const problem = problemOf(uid, mode, kind);
  if (problem === null) return null;
  return {
    code: CODES[kind] ?? 'config-unsafe',
    place: { file },
    message: problem,
    unchanged: 'nothing was read from or written to the host',
    next: `look at what is in it, then: chown root ${file} && chmod go-w ${file}`,
  };
}

function problemOf(uid: number, mode: number, kind: Ownership['kind']): string | null {
  if (uid !== 0) return `the ${kind} belongs to uid ${uid}, not to root; whoever that is could have root do anything`;
  // In a sticky directory nobody but root can replace a file of root's.
  const isSticky = kind === 'directory' && (mode & STICKY) !== 0;
  if (isSticky || (mode & WRITABLE_BY_OTHERS) === 0) return null;
  return `the ${kind} is writable by others than root (mode ${(mode & 0o7777).toString(8).padStart(4, '0')})`;
}
