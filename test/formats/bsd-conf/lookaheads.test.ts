// Look-ahead sets against a slow, plain construction of the same: items with what may follow them, carried on until nothing changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACME_CLIENT_GRAMMAR } from '../../../src/formats/acme-client-conf/grammar.ts';
import { parseGrammar, type Grammar } from '../../../src/formats/bsd-conf/grammar.ts';
import { findLookaheads } from '../../../src/formats/bsd-conf/lookaheads.ts';
import { buildStates, layOutItems } from '../../../src/formats/bsd-conf/lr-states.ts';
import { buildTables } from '../../../src/formats/bsd-conf/tables.ts';
import { HTTPD_GRAMMAR } from '../../../src/formats/httpd-conf/grammar.ts';

/** "RULE DOT" to the tokens that may follow the whole rule. */
type ItemSet = Map<string, Set<number>>;

const END = 0;

function firstSets({ rules, tokenCount }: Grammar): (symbols: readonly number[]) => { tokens: Set<number>; isNullable: boolean } {
  const firsts = new Map<number, Set<number>>();
  const nullable = new Set<number>();
  const of = (symbols: readonly number[]) => {
    const tokens = new Set<number>();
    for (const symbol of symbols) {
      for (const token of symbol < tokenCount ? [symbol] : (firsts.get(symbol) ?? [])) tokens.add(token);
      if (!nullable.has(symbol)) return { tokens, isNullable: false };
    }
    return { tokens, isNullable: true };
  };
  const sizes = () => [...firsts.values()].reduce((sum, each) => sum + each.size, nullable.size);
  for (let before = -1; before !== sizes(); ) {
    before = sizes();
    for (const { left, right } of rules) {
      const symbol = tokenCount + left;
      const { tokens, isNullable } = of(right);
      firsts.set(symbol, new Set([...(firsts.get(symbol) ?? []), ...tokens]));
      if (isNullable && left >= 0) nullable.add(symbol);
    }
  }
  return of;
}

function closed({ rules, tokenCount }: Grammar, kernel: ItemSet, first: ReturnType<typeof firstSets>): ItemSet {
  const all: ItemSet = new Map([...kernel].map(([item, follow]) => [item, new Set(follow)]));
  const todo = [...all.keys()];
  for (let item = todo.pop(); item !== undefined; item = todo.pop()) {
    const [rule = 0, dot = 0] = item.split(' ').map(Number);
    const { right } = rules[rule] ?? { right: [] };
    const name = (right[dot] ?? -1) - tokenCount;
    if (name < 0) continue;
    const { tokens, isNullable } = first(right.slice(dot + 1));
    const follow = new Set([...tokens, ...(isNullable ? (all.get(item) ?? []) : [])]);
    rules.forEach(({ left }, index) => {
      if (left === name && add(all, `${index} 0`, follow)) todo.push(`${index} 0`);
    });
  }
  return all;
}

/** True when something is new. */
function add(set: ItemSet, item: string, follow: ReadonlySet<number>): boolean {
  const known = set.get(item);
  const missing = [...follow].filter((token) => known?.has(token) !== true);
  if (known !== undefined && missing.length === 0) return false;
  set.set(item, new Set([...(known ?? []), ...follow]));
  return true;
}

/** For each state, by its core, the tokens before which each rule may end in it. */
function slowly(grammar: Grammar): Map<string, Map<number, string>> {
  const first = firstSets(grammar);
  const start: ItemSet = new Map([['0 0', new Set([END])]]);
  const states = new Map<string, ItemSet>([['0 0', start]]);
  const todo = ['0 0'];
  for (let key = todo.pop(); key !== undefined; key = todo.pop()) {
    const moves = new Map<number, ItemSet>();
    for (const [item, follow] of closed(grammar, states.get(key) as ItemSet, first)) {
      const [rule = 0, dot = 0] = item.split(' ').map(Number);
      const symbol = grammar.rules[rule]?.right[dot];
      if (symbol === undefined) continue;
      const to = moves.get(symbol) ?? new Map<string, Set<number>>();
      moves.set(symbol, to.set(`${rule} ${dot + 1}`, follow));
    }
    for (const to of moves.values()) {
      const core = [...to.keys()].sort().join();
      const known = states.get(core) ?? new Map<string, Set<number>>();
      const isNew = !states.has(core);
      states.set(core, known);
      const grew = [...to].map(([item, follow]) => add(known, item, follow)).some(Boolean);
      if (isNew || grew) todo.push(core);
    }
  }
  return new Map([...states].map(([core, kernel]) => [core, endsIn(grammar, closed(grammar, kernel, first))]));
}

function endsIn({ rules }: Grammar, items: ItemSet): Map<number, string> {
  const ends = new Map<number, string>();
  for (const [item, follow] of items) {
    const [rule = 0, dot = 0] = item.split(' ').map(Number);
    if (rules[rule]?.right.length === dot) ends.set(rule, [...follow].sort((a, b) => a - b).join());
  }
  return ends;
}

function quickly(grammar: Grammar): Map<string, Map<number, string>> {
  const items = layOutItems(grammar);
  const states = buildStates(grammar, items);
  const lookaheads = findLookaheads(grammar, states);
  return new Map(
    states.map(({ kernel, ends }, at) => {
      const core = kernel.map((item) => `${items.rule[item]} ${item - (items.first[items.rule[item] ?? 0] ?? 0)}`).sort().join();
      const tokensOf = (rule: number) => Array.from({ length: grammar.tokenCount }, (_, token) => token).filter((token) => ((lookaheads.get(at * grammar.rules.length + rule)?.[token >> 5] ?? 0) >>> (token & 31)) & 1);
      // Rule 0 ends with the file and is never reduced.
      return [core, new Map(ends.map((rule) => [rule, rule === 0 ? String(END) : tokensOf(rule).join()]))] as const;
    }),
  );
}

const many = Array.from({ length: 40 }, (_, index) => `s = 'k${index}' optional`).join('\n');
const GRAMMARS: Readonly<Record<string, readonly [notation: string, release: string]>> = {
  'an assignment, which is LALR and not SLR': ["file =\nfile = file s NL\ns = l '=' r\ns = r\nl = '*' r\nl = STRING\nr = l", ''],
  'optional symbols one after another': ["file =\nfile = file a b c NL\na =\na = 'a'\nb =\nb = 'b'\nc =\nc = a 'c' b", ''],
  'lists in braces': ["file =\nfile = file set NL\nset = 'set' [item]\nitem = STRING\nitem = NUMBER\nseparator =\nseparator = ','\nnewlines =\nnewlines = newlines NL", ''],
  'more tokens than a word has bits': [`file =\nfile = file s NL\noptional =\noptional = NUMBER\n${many}`, ''],
  'rules within rules': ["file =\nfile = file e NL\ne = e '+' t\ne = t\nt = '(' e ')'\nt = STRING opt\nopt =\nopt = '[' e ']'", ''],
  'acme-client.conf': [ACME_CLIENT_GRAMMAR, ''],
  'httpd.conf, 7.8': [HTTPD_GRAMMAR, '7.8'],
  'httpd.conf, 7.9': [HTTPD_GRAMMAR, '7.9'],
};

for (const [name, [notation, release]] of Object.entries(GRAMMARS)) {
  test(name, () => {
    const grammar = parseGrammar(notation, release);
    assert.deepEqual(quickly(grammar), slowly(grammar));
  });
}

test('of two rules that may end before one token the first is taken, and a shift before either', () => {
  const table = (notation: string) => {
    const grammar = parseGrammar(notation, '');
    return buildTables(grammar);
  };
  const { action } = table("file =\nfile = file x NL\nfile = file y NL\nx = STRING\ny = STRING");
  const [xRule, yRule] = [4, 5];
  assert.ok([...action].includes(-xRule) && ![...action].includes(-yRule), 'x = STRING comes first');
  const dangling = table("file =\nfile = file s NL\ns = 'if' s\ns = 'if' s 'else' s\ns = STRING");
  const orElse = dangling.grammar.tokens.get('else') ?? -1;
  const onElse = Array.from({ length: dangling.action.length / dangling.tokenCount }, (_, state) => dangling.action[state * dangling.tokenCount + orElse] ?? 0);
  assert.ok(onElse.some((each) => each > 0), 'the else belongs to the nearest if');
});
