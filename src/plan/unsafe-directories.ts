// Directories on the way to what root is about to write, in which others could put a link to elsewhere meanwhile.
import { CHROOT } from '../model/base-system.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { FileStat } from '../model/host.ts';
import type { Step } from '../model/plan.ts';
import { unchangedOn } from './part.ts';
import { parentOf, withParents } from './plan-directories.ts';

const GROUP = 0o020;
const OTHERS = 0o002;
const STICKY = 0o1000;
const WHEEL = 0;

/** Only root can be misled: whoever else runs stsctl, in a tree, has no more rights than those who own it. */
export function unsafeDirectories(steps: readonly Step[], facts: Pick<Facts, 'files' | 'host' | 'uid'>): Diagnostic[] {
  if (facts.uid !== 0) return [];
  const written = steps.flatMap((step) => (step.kind === 'write-file' ? [parentOf(step.path)] : step.kind === 'make-directory' ? [step.path] : []));
  const passed = new Set(written.flatMap((directory) => withParents(isOwnPlace(directory) ? parentOf(directory) : directory)));
  return [...passed].flatMap((path) => {
    const why = problemOf(facts.files.get(path)?.stat ?? null);
    return why === null ? [] : [diagnosticOf(path, why, facts)];
  });
}

/** The policy's own directory may belong to whoever keeps the site: with its files, they could do all that we could do there. */
function isOwnPlace(directory: string): boolean {
  return directory.startsWith(`${CHROOT}/`);
}

function problemOf(stat: FileStat | null): string | null {
  if (stat === null || stat.kind !== 'directory') return null;
  if (stat.uid !== 0) return `belongs to uid ${stat.uid}`;
  if ((stat.mode & STICKY) !== 0) return null;
  if ((stat.mode & OTHERS) !== 0) return 'is writable by all';
  return (stat.mode & GROUP) !== 0 && stat.gid !== WHEEL ? `is writable by group ${stat.gid}` : null;
}

function diagnosticOf(path: string, why: string, facts: Pick<Facts, 'host'>): Diagnostic {
  return {
    code: 'host-unsafe',
    place: { file: path },
    message: `${why}, who could put a link there and have root write elsewhere`,
    unchanged: unchangedOn(facts),
    next: `chown root ${path} && chmod go-w ${path}, then: stsctl plan`,
  };
}
