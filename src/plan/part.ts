// What one part of the planner contributes.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { FileState, Step } from '../model/plan.ts';

export interface Part {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
  /** Not empty: there is no plan. */
  readonly diagnostics: readonly Diagnostic[];
}

export const NOTHING: Part = { steps: [], notes: [], diagnostics: [] };

export function refused(...diagnostics: Diagnostic[]): Part {
  return { steps: [], notes: [], diagnostics };
}

export function unchangedOn(facts: Pick<Facts, 'host'>): string {
  return `every file on ${facts.host}`;
}

/** The file as it is, null if it is not there. */
export function beforeOf(facts: Pick<Facts, 'files'>, path: string): FileState | null {
  const fact = facts.files.get(path);
  if (!fact?.stat || fact.content === null) return null;
  const { mode, uid, gid } = fact.stat;
  return { content: fact.content, mode, uid, gid };
}

/** root:wheel 0644, as security(8) wants files in /etc. */
export const ROOT_WHEEL = { mode: 0o644, uid: 0, gid: 0 } as const;
