// What checking one value gives: its canonical form, or what is wrong with which part of it.

export type Checked<T> = { readonly ok: true; readonly value: T } | Refused;

export interface Refused {
  readonly ok: false;
  /** Follows the name of what was checked: `is "enforced"; use enforce, testing or none`. */
  readonly problem: string;
  /** Part of the value; the whole of it unless given. */
  readonly at?: number;
  readonly length?: number;
}

export type Check<T> = (text: string) => Checked<T>;

export function good<T>(value: T): Checked<T> {
  return { ok: true, value };
}

export function bad(problem: string, at?: number, length = 1): Refused {
  return at === undefined ? { ok: false, problem } : { ok: false, problem, at, length };
}

const LONGEST_SHOWN = 80;

/** The value between quotes, cut when it is long. */
export function quoted(text: string): string {
  return `"${text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text}"`;
}
