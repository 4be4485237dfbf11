// The policy files below httpd's chroot, and the directories they need.
import { CHROOT } from '../model/base-system.ts';
import type { Desired, PolicyFile } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { MakeDirectoryStep, Step, WriteFileStep } from '../model/plan.ts';
import { beforeOf, ROOT_DAEMON_DIRECTORY, type Part } from './part.ts';

export function planPolicyFiles(desired: Desired, facts: Facts): Part {
  const writes = desired.policyFiles.flatMap((file) => writePolicy(file, facts));
  return { steps: [...planDirectories(writes.map((each) => each.path), facts), ...writes], notes: [], diagnostics: [] };
}

function writePolicy(file: PolicyFile, facts: Facts): WriteFileStep[] {
  const before = beforeOf(facts, file.path);
  if (before?.content === file.content && isReadableByWww(before.mode)) return [];
  const after = { content: file.content, mode: 0o644, uid: before?.uid ?? 0, gid: before?.gid ?? 1 };
  return [{ kind: 'write-file', path: file.path, before, after, judge: null, reason: reasonFor(file) }];
}

/** httpd runs as www: a policy it can't read is a 403. */
function isReadableByWww(mode: number): boolean {
  return (mode & 0o004) !== 0;
}

function reasonFor({ domains }: PolicyFile): string {
  const [first = '', ...others] = domains;
  return others.length === 0 ? `the policy of ${first}` : `the policy of ${first} and ${others.length} more`;
}

/** Every directory on the way that is not there yet, outermost first. */
function planDirectories(paths: readonly string[], facts: Facts): Step[] {
  const wanted = new Map<string, MakeDirectoryStep>();
  for (const path of paths) {
    for (const directory of parentsOf(path)) {
      if (facts.files.get(directory)?.stat) continue;
      const reason = 'httpd serves policy files from below its chroot';
      wanted.set(directory, { kind: 'make-directory', path: directory, attributes: ROOT_DAEMON_DIRECTORY, reason });
    }
  }
  return [...wanted.values()].sort((a, b) => a.path.length - b.path.length);
}

function parentsOf(path: string): string[] {
  const parts = path.split('/').slice(1, -1);
  const all = parts.map((_, depth) => `/${parts.slice(0, depth + 1).join('/')}`);
  return all.filter((each) => each === CHROOT || each.startsWith(`${CHROOT}/`));
}
