// What makes httpd.conf(5) and acme-client.conf(5) two languages with one lexer: words, keywords, grammar.
import { makeAlphabet, type Alphabet } from './alphabet.ts';
import { parseGrammar } from './grammar.ts';
import { Keywords } from './keywords.ts';
import { buildTables, type Tables } from './tables.ts';
import { BAD } from './token.ts';

export interface Dialect {
  readonly alphabet: Alphabet;
  readonly keywords: Keywords;
  /** Token of a character that is one by itself. */
  readonly characters: Int16Array;
  readonly tables: Tables;
}

export interface DialectText {
  readonly grammar: string;
  readonly release: string;
  /** Characters other than letters and digits that a word may begin with. */
  readonly firstOfWord: string;
  /** Printable characters that end a word. */
  readonly notInWord: string;
}

export function makeDialect({ grammar, release, firstOfWord, notInWord }: DialectText): Dialect {
  const parsed = parseGrammar(grammar, release);
  const characters = new Int16Array(256).fill(BAD);
  for (const [text, token] of parsed.tokens) {
    if (!/^[a-z]/.test(text)) characters[text.charCodeAt(0)] = token;
  }
  return {
    alphabet: makeAlphabet(firstOfWord, notInWord),
    keywords: new Keywords(parsed.tokens),
    characters,
    tables: buildTables(parsed),
  };
}
