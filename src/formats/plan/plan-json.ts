// A plan as JSON: what `plan --json` prints, `plan --out` saves and the journal keeps. Version 1.
import type { Plan } from '../../model/plan.ts';
import { decodeText, encodeText } from './text-json.ts';
import { checkPlan } from './check-plan.ts';

export type ParsedPlan = { readonly ok: true; readonly value: Plan } | { readonly ok: false; readonly message: string };

/** Keys whose values are file contents, which JSON can hold as they are only when they are UTF-8. */
const CONTENT_KEYS = new Set(['content', 'body']);
const CRONTAB_KEYS = new Set(['before', 'after']);

export function formatPlan(plan: Plan): string {
  return `${JSON.stringify(plan, (key, value: unknown) => (isContent(key, value) ? encodeText(value) : value), 2)}\n`;
}

function isContent(key: string, value: unknown): value is string {
  return typeof value === 'string' && (CONTENT_KEYS.has(key) || CRONTAB_KEYS.has(key));
}

/** Total: hostile or damaged text gives a message, never a throw. */
export function parsePlan(text: string): ParsedPlan {
  let raw: unknown;
  try {
    raw = JSON.parse(text, (key, value: unknown) => (CONTENT_KEYS.has(key) || CRONTAB_KEYS.has(key) ? decodeText(value) : value));
  } catch (error) {
    return { ok: false, message: (error as Error).message };
  }
  return checkPlan(raw);
}
