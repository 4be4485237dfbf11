// A plan as JSON: what `plan --json` prints, `plan --out` saves and the journal keeps. Version 1.
// `plan --out` of several hosts saves { "version": 1, "plans": [PLAN, …] }.
import type { Plan } from '../../model/plan.ts';
import { decodeText, encodeText } from './text-json.ts';
import { checkPlan, checkPlans } from './check-plan.ts';

export type ParsedPlans = { readonly ok: true; readonly value: readonly Plan[] } | { readonly ok: false; readonly message: string };
export type ParsedPlan = { readonly ok: true; readonly value: Plan } | { readonly ok: false; readonly message: string };

/** Keys whose values are file contents, which JSON can hold as they are only when they are UTF-8. */
const CONTENT_KEYS = new Set(['content', 'body']);
const CRONTAB_KEYS = new Set(['before', 'after']);

export function formatPlan(plan: Plan): string {
  return formatWithPlans(plan);
}

/** One as it is, several together. */
export function formatPlans(plans: readonly Plan[]): string {
  return formatWithPlans(plans.length === 1 ? plans[0] : { version: 1, plans });
}

/** JSON of anything that holds plans. */
export function formatWithPlans(value: unknown): string {
  return `${JSON.stringify(value, (key, each: unknown) => (isContent(key, each) ? encodeText(each) : each), 2)}\n`;
}

function isContent(key: string, value: unknown): value is string {
  return typeof value === 'string' && isCoded(key);
}

function isCoded(key: string): boolean {
  return CONTENT_KEYS.has(key) || CRONTAB_KEYS.has(key);
}

/** Total: hostile or damaged text gives a message, never a throw. */
export function parsePlan(text: string): ParsedPlan {
  const raw = parse(text);
  return raw.ok ? checkPlan(raw.value) : raw;
}

/** The same of a file that may hold the plans of several hosts. */
export function parsePlans(text: string): ParsedPlans {
  const raw = parse(text);
  return raw.ok ? checkPlans(raw.value) : raw;
}

function parse(text: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string } {
  try {
    return { ok: true, value: JSON.parse(text, (key, value: unknown) => (isCoded(key) ? decodeText(value) : value)) };
  } catch (error) {
    return { ok: false, message: (error as Error).message };
  }
}
