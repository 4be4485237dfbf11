// The policy files below httpd's chroot.
import type { Desired, PolicyFile } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { WriteFileStep } from '../model/plan.ts';
import { beforeOf, type Part } from './part.ts';

export function planPolicyFiles(desired: Desired, facts: Facts): Part {
  return { steps: desired.policyFiles.flatMap((file) => writePolicy(file, facts)), notes: [], diagnostics: [] };
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
