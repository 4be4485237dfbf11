// Parse tables with byacc's habits: shift wins over reduce, and a state with nothing but one reduction does it unasked.
import type { Grammar } from './grammar.ts';
import { findLookaheads, type Lookaheads } from './lookaheads.ts';
import { buildStates, layOutItems, type State } from './lr-states.ts';

export interface Tables {
  readonly grammar: Grammar;
  readonly tokenCount: number;
  readonly nameCount: number;
  /** By `state * tokenCount + token`: a state to shift to, minus a rule to reduce, 0 for a mistake. */
  readonly action: Int16Array;
  /** Rule to reduce without looking at the next token, else 0. yacc does so, and line numbers in messages show it. */
  readonly unasked: Int16Array;
  /** By `state * nameCount + name`. */
  readonly goto: Int16Array;
  readonly length: Int16Array;
  readonly left: Int16Array;
  /** The state after any number of whole statements; at END there the file is accepted. */
  readonly top: number;
}

export function buildTables(grammar: Grammar): Tables {
  const states = buildStates(grammar, layOutItems(grammar));
  const lookaheads = findLookaheads(grammar, states);
  const action = new Int16Array(states.length * grammar.tokenCount);
  const goto = new Int16Array(states.length * grammar.names.length);
  const unasked = new Int16Array(states.length);
  states.forEach((state, at) => {
    const shifts = fillMoves(grammar, state, at, action, goto);
    const rules = fillEnds(grammar, state, at, lookaheads, action);
    if (!shifts && rules.size === 1) unasked[at] = [...rules][0] ?? 0;
  });
  return {
    grammar, action, goto, unasked,
    tokenCount: grammar.tokenCount,
    nameCount: grammar.names.length,
    length: Int16Array.from(grammar.rules, ({ right }) => right.length),
    left: Int16Array.from(grammar.rules, ({ left }) => left),
    top: states[0]?.to.get(grammar.tokenCount) ?? 0,
  };
}

function fillMoves(grammar: Grammar, state: State, at: number, action: Int16Array, goto: Int16Array): boolean {
  let shifts = false;
  for (const [symbol, target] of state.to) {
    if (symbol < grammar.tokenCount) {
      action[at * grammar.tokenCount + symbol] = target;
      shifts = true;
    } else {
      goto[at * grammar.names.length + symbol - grammar.tokenCount] = target;
    }
  }
  return shifts;
}

function fillEnds(grammar: Grammar, state: State, at: number, lookaheads: Lookaheads, action: Int16Array): Set<number> {
  const rules = new Set<number>();
  for (const rule of [...state.ends].sort((a, b) => a - b)) {
    if (rule === 0) continue;
    const bits = lookaheads.get(at * grammar.rules.length + rule);
    for (let token = 0; token < grammar.tokenCount; token += 1) {
      const cell = at * grammar.tokenCount + token;
      if (((bits?.[token >> 5] ?? 0) >>> (token & 31) & 1) === 0 || action[cell] !== 0) continue;
      action[cell] = -rule;
      rules.add(rule);
    }
  }
  return rules;
}
