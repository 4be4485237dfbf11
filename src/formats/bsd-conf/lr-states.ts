// The LR(0) automaton of a grammar: which rules may be under way after each prefix of a file.
import type { Grammar } from './grammar.ts';

/** A rule with a dot in it: index into `itemRule`/`itemDot`, laid out so that the next dot is the next index. */
export interface Items {
  readonly first: Int32Array;
  readonly rule: Int32Array;
  /** Symbol after the dot, -1 at the end of the rule. */
  readonly next: Int32Array;
}

export interface State {
  readonly kernel: readonly number[];
  /** Symbol to state. */
  readonly to: ReadonlyMap<number, number>;
  /** Rules that may end here. */
  readonly ends: readonly number[];
  /** The symbol every way into this state ends with. */
  readonly symbol: number;
}

export function layOutItems(grammar: Grammar): Items {
  const first = new Int32Array(grammar.rules.length);
  const rule: number[] = [];
  const next: number[] = [];
  grammar.rules.forEach(({ right }, index) => {
    first[index] = rule.length;
    for (const symbol of [...right, -1]) {
      rule.push(index);
      next.push(symbol);
    }
  });
  return { first, rule: Int32Array.from(rule), next: Int32Array.from(next) };
}

export function buildStates(grammar: Grammar, items: Items): State[] {
  const starts = firstItemsByName(grammar, items);
  const kernels: number[][] = [[0]];
  const symbols = [-1];
  const known = new Map<string, number>([['0', 0]]);
  const states: State[] = [];
  for (let at = 0; at < kernels.length; at += 1) {
    const kernel = kernels[at] ?? [];
    const { moves, ends } = successors(close(kernel, items, starts, grammar.tokenCount), items);
    const to = new Map<number, number>();
    for (const [symbol, target] of moves) to.set(symbol, number(target, symbol));
    states.push({ kernel, to, ends, symbol: symbols[at] ?? -1 });
  }
  return states;

  function number(kernel: number[], symbol: number): number {
    const key = kernel.sort((a, b) => a - b).join();
    let state = known.get(key);
    if (state === undefined) {
      state = kernels.push(kernel) - 1;
      symbols.push(symbol);
      known.set(key, state);
    }
    return state;
  }
}

function firstItemsByName(grammar: Grammar, items: Items): number[][] {
  const starts: number[][] = grammar.names.map(() => []);
  grammar.rules.forEach(({ left }, rule) => {
    if (left >= 0) starts[left]?.push(items.first[rule] ?? 0);
  });
  return starts;
}

function close(kernel: readonly number[], items: Items, starts: readonly number[][], tokenCount: number): number[] {
  const closed = [...kernel];
  const added = new Uint8Array(starts.length);
  for (let at = 0; at < closed.length; at += 1) {
    const name = (items.next[closed[at] ?? 0] ?? -1) - tokenCount;
    if (name < 0 || added[name] === 1) continue;
    added[name] = 1;
    for (const item of starts[name] ?? []) closed.push(item);
  }
  return closed;
}

function successors(closed: readonly number[], items: Items): { moves: Map<number, number[]>; ends: number[] } {
  const moves = new Map<number, number[]>();
  const ends: number[] = [];
  for (const item of closed) {
    const symbol = items.next[item] ?? -1;
    if (symbol < 0) ends.push(items.rule[item] ?? 0);
    else moves.set(symbol, [...(moves.get(symbol) ?? []), item + 1]);
  }
  return { moves, ends };
}
