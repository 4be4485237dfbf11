// Runs the parse tables over the tokens with byacc's ways: recovery, quiet tokens, a limited stack.
import type { Lexer } from './lexer.ts';
import type { Tables } from './tables.ts';
import { END, ERROR, NEWLINE, type Value } from './token.ts';

/** What an action asks for: to go on, to drop the statement (YYERROR), to stop badly (YYABORT) or well (YYACCEPT). */
export const GO_ON = 0;
export const DROP = 1;
export const STOP = 2;
export const ACCEPT = 3;
export type Signal = typeof GO_ON | typeof DROP | typeof STOP | typeof ACCEPT;

/**
 * Called when its rule has been read; the symbol number k of the rule has its value at `values[at + k]`, and for an empty
 * rule the symbols before it lie at `values[at]` and below.
 */
export type Action<C> = (context: C, at: number) => Signal;

/** A statement of the file, as far as it stands in the top file. */
export interface Statement {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** File its first token stands in. */
  readonly file: string;
}

export interface ParseContext {
  readonly values: Value[];
  /** Set by an action to give its rule a value other than that of its first symbol. */
  result: Value;
  /** A statement has ended: name of its rule, `error` if it was dropped. */
  ended(rule: string, statement: Statement): void;
}

/** byacc's YYMAXDEPTH; each line end in a run of blank lines inside a block takes one place. */
const DEEPEST = 9999;
const NONE = -1;

export class Driver<C extends ParseContext> {
  readonly #tables: Tables;
  readonly #lexer: Lexer;
  readonly #context: C;
  readonly #actions: readonly (Action<C> | undefined)[];
  readonly #states = new Int16Array(DEEPEST + 1);
  #depth = 0;
  #token = NONE;
  /** Tokens still to be accepted before mistakes are reported again. */
  #quiet = 0;
  #start = 0;
  #line = 1;
  #file = '';
  #end = 0;

  constructor(tables: Tables, lexer: Lexer, context: C, actions: readonly (Action<C> | undefined)[]) {
    this.#tables = tables;
    this.#lexer = lexer;
    this.#context = context;
    this.#actions = actions;
  }

  /** The statement under way, up to the last token taken. */
  statement(): Statement {
    return { start: this.#start, end: this.#end, line: this.#line, file: this.#file };
  }

  run(): void {
    const { action, unasked, tokenCount, top } = this.#tables;
    const states = this.#states;
    for (;;) {
      const state = states[this.#depth]!;
      let rule = unasked[state]!;
      if (rule === 0) {
        if (this.#token === NONE) this.#token = this.#lexer.next();
        const todo = action[state * tokenCount + this.#token]!;
        if (todo > 0) {
          if (this.#shift(state, todo)) continue;
          return this.#overflow();
        }
        if (todo === 0) {
          if (state === top && this.#token === END) return;
          if (this.#quiet === 0) this.#lexer.reader.report('syntax error');
          if (this.#recover()) continue;
          return;
        }
        rule = -todo;
      }
      const signal = this.#reduce(rule);
      if (signal === GO_ON) continue;
      if (signal !== DROP || !this.#recover()) return;
    }
  }

  #shift(state: number, target: number): boolean {
    const lexer = this.#lexer;
    if (state === this.#tables.top) this.#begin();
    if (!this.#push(target, lexer.value)) return false;
    if (this.#token !== NEWLINE) this.#end = lexer.end;
    this.#token = NONE;
    if (this.#quiet > 0) this.#quiet -= 1;
    return true;
  }

  #begin(): void {
    const { reader } = this.#lexer;
    this.#start = this.#lexer.start;
    this.#line = reader.line;
    this.#file = reader.file.name;
  }

  #push(state: number, value: Value): boolean {
    if (this.#depth >= DEEPEST) return false;
    this.#depth += 1;
    this.#states[this.#depth] = state;
    this.#context.values[this.#depth] = value;
    return true;
  }

  #reduce(rule: number): Signal {
    const { length, left, goto, nameCount, grammar } = this.#tables;
    const context = this.#context;
    const taken = length[rule]!;
    const base = this.#depth - taken;
    context.result = taken > 0 ? context.values[base + 1]! : null;
    const signal = this.#actions[rule]?.(context, base) ?? GO_ON;
    if (signal !== GO_ON) return signal;
    this.#depth = base;
    const name = left[rule]!;
    if (name === 0 && taken === 3) this.#endStatement(grammar.rules[rule]?.right[1] ?? ERROR);
    if (this.#push(goto[this.#states[base]! * nameCount + name]!, context.result)) return GO_ON;
    this.#overflow();
    return STOP;
  }

  #endStatement(symbol: number): void {
    const { grammar, tokenCount } = this.#tables;
    if (symbol === ERROR) this.#lexer.reader.file.errors += 1;
    this.#context.ended(symbol === ERROR ? 'error' : grammar.names[symbol - tokenCount] ?? '', this.statement());
  }

  /** False when the parse is over. */
  #recover(): boolean {
    if (this.#quiet === 3) return this.#discard();
    this.#quiet = 3;
    const { action, tokenCount, top } = this.#tables;
    if (this.#states[this.#depth] === top) this.#begin();
    while (action[this.#states[this.#depth]! * tokenCount + ERROR]! <= 0) {
      if (this.#depth === 0) return false;
      this.#depth -= 1;
    }
    return this.#push(action[this.#states[this.#depth]! * tokenCount + ERROR]!, this.#lexer.value);
  }

  #discard(): boolean {
    if (this.#token === END) {
      this.#context.ended('error', this.statement());
      return false;
    }
    if (this.#token !== NONE) this.#end = this.#lexer.end;
    this.#token = NONE;
    return true;
  }

  #overflow(): void {
    this.#lexer.reader.report('yacc stack overflow');
  }
}
