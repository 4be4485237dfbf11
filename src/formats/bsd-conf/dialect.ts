// What makes httpd.conf(5) and acme-client.conf(5) two languages with one lexer: words, keywords, grammar.
import { makeAlphabet, type Alphabet } from './alphabet.ts';
import { Keywords } from './keywords.ts';
import { unpackTables, type PackedTables } from './pack-tables.ts';
import type { Tables } from './tables.ts';
import { BAD } from './token.ts';

export interface Dialect {
  readonly alphabet: Alphabet;
  readonly keywords: Keywords;
  /** Token of a character that is one by itself. */
  readonly characters: Int16Array;
  readonly tables: Tables;
}

export interface DialectText {
  readonly packed: PackedTables;
  /** Characters other than letters and digits that a word may begin with. */
  readonly firstOfWord: string;
  /** Printable characters that end a word. */
  readonly notInWord: string;
}

export function makeDialect({ packed, firstOfWord, notInWord }: DialectText): Dialect {
  const tables = unpackTables(packed);
  const { tokens } = tables.grammar;
  const characters = new Int16Array(256).fill(BAD);
  for (const [text, token] of tokens) {
    if (!/^[a-z]/.test(text)) characters[text.charCodeAt(0)] = token;
  }
  return {
    alphabet: makeAlphabet(firstOfWord, notInWord),
    keywords: new Keywords(tokens),
    characters,
    tables,
  };
}
