// What is kept of the checks of a domain, and what of it nobody has been told yet. Pure.
import type { Finding } from '../model/finding.ts';
import type { Change, Memory, Observation } from '../model/watch.ts';

/** A domain that changes every hour is known for four days, one that changes every month for eight years. */
export const MOST_CHANGES = 100;
/** A peer decides how many there are. */
export const MOST_FINDINGS = 60;

export const NOTHING_KNOWN: Memory = { last: null, keys: null, earlierKeys: null, told: [], changes: [] };

/** Without the message: days that pass are no change. Notes are none either. */
export function keyOf({ code, severity, where }: Finding): string {
  return `${severity} ${code}${where === null ? '' : ` at ${where}`}`;
}

/** The gravest first. */
const RANK = { error: 0, warning: 1, note: 2 } as const;

export function remember(memory: Memory, seen: Observation): Memory {
  const last = { ...seen, findings: [...seen.findings].sort((a, b) => RANK[a.severity] - RANK[b.severity]).slice(0, MOST_FINDINGS) };
  const keys = keysOf(last, memory.keys ?? []);
  const change: Change = { at: seen.at, mode: seen.mode, id: seen.id, keys };
  const isNew = isSame(memory.changes.at(-1), change) ? [] : [change];
  return { ...memory, last, keys, earlierKeys: memory.keys, changes: [...memory.changes, ...isNew].slice(-MOST_CHANGES) };
}

/** Of mail hosts that could not be looked at nothing has changed. */
function keysOf({ findings, isMailBlind }: Observation, before: readonly string[]): string[] {
  const now = findings.filter(({ severity }) => severity !== 'note').map(keyOf);
  const kept = isMailBlind ? before.filter((key) => / mx-/.test(key)) : [];
  return [...new Set([...now, ...kept])].sort();
}

function isSame(before: Change | undefined, now: Change): boolean {
  return before !== undefined && before.mode === now.mode && before.id === now.id && isEqual(before.keys, now.keys);
}

function isEqual(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

/** False for what was seen once only: it is looked at again soon, and told if it is still so. */
export function isSettled({ keys, earlierKeys, told }: Memory): boolean {
  return earlierKeys === null ? isEqual(keys ?? [], told) : isEqual(keys ?? [], earlierKeys);
}

export interface Untold {
  readonly appeared: readonly Finding[];
  readonly gone: readonly string[];
}

/** What two checks in a row agree on. */
export function untold({ last, keys, earlierKeys, told }: Memory): Untold {
  if (last === null || keys === null || earlierKeys === null) return { appeared: [], gone: [] };
  const appeared = last.findings.filter((each) => earlierKeys.includes(keyOf(each)) && keys.includes(keyOf(each)) && !told.includes(keyOf(each)));
  return { appeared, gone: told.filter((key) => !keys.includes(key) && !earlierKeys.includes(key)) };
}

export function afterTelling(memory: Memory, { appeared, gone }: Untold): Memory {
  return { ...memory, told: [...new Set([...memory.told.filter((key) => !gone.includes(key)), ...appeared.map(keyOf)])].sort() };
}
