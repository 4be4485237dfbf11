// The tokens every dialect has; a grammar's own characters and keywords are numbered after them.

/** End of input; a NUL byte outside quotes means the same to yacc. */
export const END = 0;
/** Stands in a grammar where yacc may resume after a mistake; the lexer never returns it. */
export const ERROR = 1;
/** A character no rule wants, or a line the lexer has given up on. */
export const BAD = 2;
export const NEWLINE = 3;
export const STRING = 4;
export const NUMBER = 5;
export const FIRST_OWN = 6;

/** What a token or a rule stands for: a NUMBER is a bigint only beyond 2^53. */
export type Value = string | number | bigint | null;
