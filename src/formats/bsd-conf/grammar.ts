// Reads a grammar written in our notation and numbers its symbols.
//
// One rule a line: `name = symbol symbol … -> action`. A symbol in quotes is a keyword or a character, NL STRING NUMBER
// and `error` are the tokens of token.ts, any other word is a rule's name. `[name]` stands for either one `name`, or a
// list of them in braces with commas or newlines between. A line that starts with `7.9:` counts for that release only.
import { ERROR, FIRST_OWN, NEWLINE, NUMBER, STRING } from './token.ts';

export interface Rule {
  /** Index of the left side among the rule names. */
  readonly left: number;
  /** Tokens as they are numbered, rule names after the last token. */
  readonly right: readonly number[];
  readonly action: string | null;
}

export interface Grammar {
  /** Rule 0 is the start rule's `start END`, so that real rules begin at 1. */
  readonly rules: readonly Rule[];
  readonly names: readonly string[];
  readonly tokenCount: number;
  /** Keyword or character to token. */
  readonly tokens: ReadonlyMap<string, number>;
}

interface Line {
  readonly name: string;
  readonly symbols: readonly string[];
  readonly action: string | null;
}

const BUILT_IN = new Map([['NL', NEWLINE], ['STRING', STRING], ['NUMBER', NUMBER], ['error', ERROR]]);

export function parseGrammar(notation: string, release: string): Grammar {
  const lines = notation.split('\n').map((text) => forRelease(text.trim(), release)).filter((text) => text !== '');
  const rules = withLists(lines.map(parseLine));
  const tokens = numberTokens(rules);
  return numberRules(rules, tokens);
}

function forRelease(text: string, release: string): string {
  const gate = /^(\d+\.\d+): (.*)$/.exec(text);
  if (gate === null) return text;
  return gate[1] === release ? (gate[2] ?? '') : '';
}

function parseLine(text: string): Line {
  const match = /^(\S+) =(.*?)(?: -> (\S+))?$/.exec(text);
  if (match === null) throw new Error(`not a rule: ${text}`);
  const symbols = (match[2] ?? '').trim().split(/\s+/).filter((word) => word !== '');
  return { name: match[1] ?? '', symbols, action: match[3] ?? null };
}

function withLists(lines: readonly Line[]): Line[] {
  const listed = new Set<string>();
  const rules = lines.flatMap((line) => expandList(line, listed));
  for (const name of listed) {
    rules.push({ name: `${name}*`, symbols: [name, 'separator', `${name}*`], action: null });
    rules.push({ name: `${name}*`, symbols: [name, 'newlines'], action: null });
  }
  return rules;
}

function expandList(line: Line, listed: Set<string>): Line[] {
  const last = line.symbols.at(-1) ?? '';
  if (!last.startsWith('[')) return [line];
  const name = last.slice(1, -1);
  listed.add(name);
  const head = line.symbols.slice(0, -1);
  return [
    { ...line, symbols: [...head, "'{'", 'newlines', `${name}*`, "'}'"] },
    { ...line, symbols: [...head, name] },
  ];
}

function numberTokens(lines: readonly Line[]): Map<string, number> {
  const tokens = new Map<string, number>();
  for (const line of lines) {
    for (const symbol of line.symbols) {
      const word = symbol.startsWith("'") ? symbol.slice(1, -1) : null;
      if (word !== null && !tokens.has(word)) tokens.set(word, FIRST_OWN + tokens.size);
    }
  }
  return tokens;
}

function numberRules(lines: readonly Line[], tokens: ReadonlyMap<string, number>): Grammar {
  const names = [...new Set(lines.map((line) => line.name))];
  const tokenCount = FIRST_OWN + tokens.size;
  const number = (symbol: string): number => {
    const token = symbol.startsWith("'") ? tokens.get(symbol.slice(1, -1)) : BUILT_IN.get(symbol);
    if (token !== undefined) return token;
    const index = names.indexOf(symbol);
    if (index < 0) throw new Error(`no rule called ${symbol}`);
    return tokenCount + index;
  };
  const rules = lines.map((line) => ({ left: names.indexOf(line.name), right: line.symbols.map(number), action: line.action }));
  const start: Rule = { left: -1, right: [tokenCount], action: null };
  return { rules: [start, ...rules], names, tokenCount, tokens };
}
