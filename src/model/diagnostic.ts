// What is told to the reader when something is wrong: what, where, what was left, what to do.
import type { DiagnosticCode } from './diagnostic-code.ts';
import type { Place } from './place.ts';

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly place?: Place;
  /** Subject first, present tense, values quoted; no full stop at the end. */
  readonly message: string;
  /** What was left exactly as it was. */
  readonly unchanged: string;
  /** Instead of `unchanged`, what was put back after a failed apply. */
  readonly restored?: string;
  /** One edit or one command. */
  readonly next: string;
  /** The words of the program or system call behind it, printed under -v. */
  readonly cause?: string;
}

/** What a user can get wrong: every problem at once, never the first alone. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };
