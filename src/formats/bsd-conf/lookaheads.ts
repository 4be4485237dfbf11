// LALR(1) look-ahead sets after DeRemer and Pennello, "Efficient Computation of LALR(1) Look-Ahead Sets" (1982).
import type { Grammar } from './grammar.ts';
import type { State } from './lr-states.ts';

/** Tokens after which a rule may end in a state: bits, by `state * ruleCount + rule`. */
export type Lookaheads = ReadonlyMap<number, Uint32Array>;

/** A state and the rule name read there; the relations of the paper hold between these. */
interface Transition {
  readonly state: number;
  readonly target: number;
}

export function findLookaheads(grammar: Grammar, states: readonly State[]): Lookaheads {
  const { transitions, index } = nameTransitions(grammar, states);
  const nullable = findNullable(grammar);
  const words = (grammar.tokenCount + 31) >> 5;
  const follow = transitions.map(({ target }) => directReads(grammar, states, target, words));
  const last = transitions[index(0, 0)];
  if (last !== undefined) follow[index(0, 0)]![0]! |= 1; // the file may end after its last statement
  spread(follow, transitions.map(({ target }) => nullableReads(grammar, states, target, nullable, index)));
  const { includes, lookback } = relate(grammar, states, transitions, nullable, index);
  spread(follow, includes);
  return collect(lookback, follow, words);
}

function nameTransitions(grammar: Grammar, states: readonly State[]) {
  const transitions: Transition[] = [];
  const numbers = new Map<number, number>();
  states.forEach((state, from) => {
    for (const [symbol, target] of state.to) {
      if (symbol < grammar.tokenCount) continue;
      numbers.set(from * grammar.names.length + symbol - grammar.tokenCount, transitions.length);
      transitions.push({ state: from, target });
    }
  });
  const index = (from: number, name: number): number => numbers.get(from * grammar.names.length + name) ?? -1;
  return { transitions, index };
}

function findNullable(grammar: Grammar): Uint8Array {
  const nullable = new Uint8Array(grammar.names.length);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { left, right } of grammar.rules) {
      if (left < 0 || nullable[left] === 1) continue;
      if (!right.every((symbol) => nullable[symbol - grammar.tokenCount] === 1)) continue;
      nullable[left] = 1;
      changed = true;
    }
  }
  return nullable;
}

function directReads(grammar: Grammar, states: readonly State[], target: number, words: number): Uint32Array {
  const bits = new Uint32Array(words);
  for (const symbol of states[target]?.to.keys() ?? []) {
    if (symbol < grammar.tokenCount) bits[symbol >> 5]! |= 1 << (symbol & 31);
  }
  return bits;
}

type Index = (from: number, name: number) => number;

function nullableReads(grammar: Grammar, states: readonly State[], target: number, nullable: Uint8Array, index: Index): number[] {
  const names = [...(states[target]?.to.keys() ?? [])].map((symbol) => symbol - grammar.tokenCount);
  return names.filter((name) => name >= 0 && nullable[name] === 1).map((name) => index(target, name));
}

function relate(grammar: Grammar, states: readonly State[], transitions: readonly Transition[], nullable: Uint8Array, index: Index) {
  const includes: number[][] = transitions.map(() => []);
  const lookback = new Map<number, number[]>();
  const rulesOf = rulesByName(grammar);
  transitions.forEach(({ state, target }, transition) => {
    const name = (states[target]?.symbol ?? 0) - grammar.tokenCount;
    for (const rule of rulesOf[name] ?? []) {
      const { right } = grammar.rules[rule]!;
      const path = walk(states, state, right);
      const key = (path.at(-1) ?? 0) * grammar.rules.length + rule;
      lookback.set(key, [...(lookback.get(key) ?? []), transition]);
      for (let at = right.length - 1; at >= 0; at -= 1) {
        const inner = (right[at] ?? 0) - grammar.tokenCount;
        if (inner < 0) break;
        includes[index(path[at] ?? 0, inner)]?.push(transition);
        if (nullable[inner] !== 1) break;
      }
    }
  });
  return { includes, lookback };
}

function rulesByName({ names, rules }: Grammar): number[][] {
  const found: number[][] = names.map(() => []);
  rules.forEach(({ left }, rule) => found[left]?.push(rule));
  return found;
}

/** The states passed while reading `right` from `state`, both ends included. */
function walk(states: readonly State[], state: number, right: readonly number[]): number[] {
  const path = [state];
  for (const symbol of right) path.push(states[path.at(-1) ?? 0]?.to.get(symbol) ?? 0);
  return path;
}

/** Unites each set with those it depends on, until nothing changes; the relations are shallow, so few rounds do. */
function spread(sets: readonly Uint32Array[], relation: readonly (readonly number[])[]): void {
  for (let changed = true; changed; ) {
    changed = false;
    relation.forEach((from, to) => {
      for (const source of from) if (unite(sets[to]!, sets[source]!)) changed = true;
    });
  }
}

function unite(into: Uint32Array, from: Uint32Array): boolean {
  let grew = false;
  for (let at = 0; at < into.length; at += 1) {
    const merged = (into[at]! | from[at]!) >>> 0;
    if (merged !== into[at]) grew = true;
    into[at] = merged;
  }
  return grew;
}

function collect(lookback: ReadonlyMap<number, readonly number[]>, follow: readonly Uint32Array[], words: number): Lookaheads {
  const found = new Map<number, Uint32Array>();
  for (const [key, transitions] of lookback) {
    const bits = new Uint32Array(words);
    for (const transition of transitions) unite(bits, follow[transition]!);
    found.set(key, bits);
  }
  return found;
}
