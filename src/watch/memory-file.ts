// The file of a domain in /var/db/stsctl-watch: text ↔ memory. Whatever is no such text counts as nothing known.
import { createHash } from 'node:crypto';
import type { Finding } from '../model/finding.ts';
import type { Change, Memory, Observation } from '../model/watch.ts';
import { MOST_CHANGES, MOST_FINDINGS } from './remember.ts';

const VERSION = 1;
/** With what is put around the name of a staged file, below the 255 bytes of a name. */
const LONGEST_NAME = 200;

export function fileNameOf(domain: string): string {
  return `${domain.length <= LONGEST_NAME ? domain : createHash('sha256').update(domain).digest('hex')}.json`;
}

export function formatMemory(domain: string, memory: Memory): string {
  return `${JSON.stringify({ version: VERSION, domain, ...memory })}\n`;
}

/** Total. Null for another version, another domain, and damage. */
export function parseMemory(domain: string, text: string): Memory | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  const { version, domain: named, last, keys, earlierKeys, told, changes } = (raw ?? {}) as Record<string, unknown>;
  const isGood = version === VERSION && named === domain && nullOr(isObservation)(last) && nullOr(isKeys)(keys) && nullOr(isKeys)(earlierKeys) && isKeys(told) && Array.isArray(changes) && changes.length <= MOST_CHANGES && changes.every(isChange);
  return isGood ? ({ last, keys, earlierKeys, told, changes } as Memory) : null;
}

type Shape<T> = (value: unknown) => value is T;

function nullOr<T>(shape: Shape<T>): (value: unknown) => boolean {
  return (value) => value === null || shape(value);
}

const MODES: readonly unknown[] = ['testing', 'enforce', 'none', null];
const SEVERITIES: readonly unknown[] = ['error', 'warning', 'note'];

const isTime = (value: unknown): boolean => Number.isFinite(value) && Math.abs(value as number) < 8.64e15;
const isText = (value: unknown): value is string => typeof value === 'string';
const isKeys = (value: unknown): value is string[] => Array.isArray(value) && value.length <= 2 * MOST_FINDINGS && value.every(isText);
const isId = (value: unknown): boolean => value === null || isText(value);

function isFinding(value: unknown): value is Finding {
  const { code, severity, domain, where, message, clause, next } = (value ?? {}) as Record<string, unknown>;
  return [code, domain, message, clause, next].every(isText) && SEVERITIES.includes(severity) && isId(where);
}

function isObservation(value: unknown): value is Observation {
  const { at, durationMs, mode, id, certificateExpires, findings, isMailBlind } = (value ?? {}) as Record<string, unknown>;
  return isTime(at) && isTime(durationMs) && MODES.includes(mode) && isId(id) && (certificateExpires === null || isTime(certificateExpires)) && typeof isMailBlind === 'boolean' && Array.isArray(findings) && findings.length <= MOST_FINDINGS && findings.every(isFinding);
}

function isChange(value: unknown): value is Change {
  const { at, mode, id, keys } = (value ?? {}) as Record<string, unknown>;
  return isTime(at) && MODES.includes(mode) && isId(id) && isKeys(keys);
}
