// The fields of a policy and what each may hold (RFC 8461 3.2).
import type { Mode } from '../../model/config.ts';
import { isDomain } from './domain-name.ts';

export const MODES: readonly Mode[] = ['enforce', 'testing', 'none'];

/** 365.25 days: RFC 8461 3.2. */
export const MAX_MAX_AGE_SECONDS = 31557600;

export interface FieldRule {
  readonly isRepeatable: boolean;
  readonly isNeeded: (mode: string | undefined) => boolean;
  /** Follows the field's name; null when the value is fine. */
  readonly problem: (value: string) => string | null;
}

export const FIELDS: ReadonlyMap<string, FieldRule> = new Map([
  ['version', { isRepeatable: false, isNeeded: () => true, problem: (value) => (value === 'STSv1' ? null : `is "${value}"; STSv1 is the only one`) }],
  ['mode', { isRepeatable: false, isNeeded: () => true, problem: modeProblem }],
  ['max_age', { isRepeatable: false, isNeeded: () => true, problem: maxAgeProblem }],
  // RFC 8461 3.2: at least one unless mode is none.
  ['mx', { isRepeatable: true, isNeeded: (mode) => mode !== 'none', problem: mxProblem }],
] satisfies [string, FieldRule][]);

function modeProblem(value: string): string | null {
  return MODES.some((mode) => mode === value) ? null : `is "${value}"; use enforce, testing or none`;
}

function maxAgeProblem(value: string): string | null {
  if (!/^\d{1,10}$/.test(value)) return `is "${value}"; give whole seconds, 0 to ${MAX_MAX_AGE_SECONDS}`;
  return Number(value) <= MAX_MAX_AGE_SECONDS ? null : `is ${value} seconds; the maximum is ${MAX_MAX_AGE_SECONDS}`;
}

/** ["*."] Domain: a wildcard stands for the whole left-most label. */
function mxProblem(value: string): string | null {
  return isDomain(value.startsWith('*.') ? value.slice(2) : value) ? null : `is "${value}"; write a host name, or "*." and a domain`;
}
