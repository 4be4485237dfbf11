// Directories the other steps need and that are not there, outermost first.
import { CHROOT } from '../model/base-system.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Attributes } from '../model/host.ts';
import type { MakeDirectoryStep, Step } from '../model/plan.ts';
import { unchangedOn } from './part.ts';

/** Owners and modes as OpenBSD ships them (mtree special); everything else below the chroot is root:daemon 0755. */
const KNOWN: Readonly<Record<string, Attributes>> = {
  '/etc/ssl/private': { mode: 0o700, uid: 0, gid: 0 },
  '/etc/acme': { mode: 0o700, uid: 0, gid: 0 },
};
const ROOT_WHEEL: Attributes = { mode: 0o755, uid: 0, gid: 0 };
const ROOT_DAEMON: Attributes = { mode: 0o755, uid: 0, gid: 1 };

/** acme-client wants to find these (acme-client(1) FILES). */
const FOR_CERTIFICATES = ['/etc/ssl/private', '/etc/acme', `${CHROOT}/acme`];

export function planDirectories(steps: readonly Step[], facts: Pick<Facts, 'files'>): MakeDirectoryStep[] {
  const issues = steps.some(({ kind }) => kind === 'issue-certificate');
  const written = steps.flatMap((step) => (step.kind === 'write-file' ? [parentOf(step.path)] : []));
  const needed = new Set([...(issues ? FOR_CERTIFICATES : []), ...written].flatMap(withParents));
  return [...needed].filter((path) => !facts.files.get(path)?.stat).map(makeDirectory).sort((a, b) => depthOf(a.path) - depthOf(b.path));
}

/** Something else than a directory where a policy's directory should be. */
export function wrongDirectories(steps: readonly Step[], facts: Pick<Facts, 'files' | 'host'>): Diagnostic[] {
  const written = steps.flatMap((step) => (step.kind === 'write-file' ? [parentOf(step.path)] : []));
  const found = [...new Set(written.flatMap(withParents))].filter((path) => (facts.files.get(path)?.stat?.kind ?? 'directory') !== 'directory');
  return found.map((path) => ({
    code: 'host-file-kind',
    place: { file: path },
    message: 'is not a directory; stsctl follows no link there',
    unchanged: unchangedOn(facts),
    next: 'put a directory there or nothing, then: stsctl plan',
  }));
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** "/var/www/acme" is "/var", "/var/www" and itself. */
export function withParents(path: string): string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, depth) => `/${parts.slice(0, depth + 1).join('/')}`);
}

function depthOf(path: string): number {
  return path.split('/').length;
}

function makeDirectory(path: string): MakeDirectoryStep {
  const isServed = path === CHROOT || path.startsWith(`${CHROOT}/`);
  const reason = isServed ? 'httpd serves from below its chroot' : 'a file goes there';
  return { kind: 'make-directory', path, attributes: KNOWN[path] ?? (isServed ? ROOT_DAEMON : ROOT_WHEEL), reason };
}
