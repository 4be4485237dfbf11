// A command of sh(1), taken apart.

/** A piece of a word. */
export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly isQuoted: boolean }
  /** `$?`, `$name`, `${name}`. */
  | { readonly kind: 'variable'; readonly name: string; readonly isQuoted: boolean }
  /** `$(…)` and `…`: a command of its own. */
  | { readonly kind: 'substitution'; readonly text: string }
  /** `$((…))`, `${name:-x}`: nobody here works it out. */
  | { readonly kind: 'opaque'; readonly text: string };

export type Word = readonly Part[];

export interface Redirection {
  /** Null: that of the operator, 0 or 1. */
  readonly descriptor: number | null;
  readonly operator: string;
  readonly target: Word;
}

interface Redirected {
  readonly redirections: readonly Redirection[];
}

export interface Simple extends Redirected {
  readonly kind: 'simple';
  /** The same for the same place in the text. */
  readonly id: number;
  readonly assignments: readonly { readonly name: string; readonly value: Word }[];
  readonly words: readonly Word[];
}

export interface Arm {
  readonly condition: List;
  readonly body: List;
}

export interface CaseArm {
  readonly patterns: readonly Word[];
  readonly body: List;
}

export type Command =
  | Simple
  | (Redirected & { readonly kind: 'group'; readonly isSubshell: boolean; readonly body: List })
  | (Redirected & { readonly kind: 'if'; readonly arms: readonly Arm[]; readonly otherwise: List })
  | (Redirected & { readonly kind: 'case'; readonly subject: Word; readonly arms: readonly CaseArm[] })
  | (Redirected & { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: List })
  | (Redirected & { readonly kind: 'loop'; readonly isUntil: boolean; readonly condition: List; readonly body: List });

export interface Pipeline {
  readonly isNegated: boolean;
  readonly commands: readonly Command[];
}

export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
  readonly isBackground: boolean;
}

export type List = readonly AndOr[];

/** What is no shell command, or one that this reader does not understand. */
export class Unreadable extends Error {}
