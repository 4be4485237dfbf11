// The words, operators and redirections of a shell command.
import { Unreadable, type Word } from './tree.ts';
import { BLANKS, WordReader } from './read-word.ts';

export type Token =
  | { readonly kind: 'word'; readonly word: Word }
  | { readonly kind: 'operator'; readonly text: string }
  | { readonly kind: 'redirection'; readonly descriptor: number | null; readonly operator: string };

const OPERATOR = /&&|\|\||;;|[;&|()\n]/y;
const REDIRECTION = /(\d*)(<<|<&|<>|>>|>&|>\||[<>])/y;
/** Co-processes, arithmetic and fall-through belong to ksh(1). */
const FOREIGN = /\|&|\(\(|;;?&/y;

export function tokensOf(text: string): Token[] {
  const reader = new WordReader(text);
  const tokens: Token[] = [];
  for (;;) {
    skipBlanks(reader);
    if (reader.character === '') return tokens;
    tokens.push(nextToken(reader));
  }
}

/** A comment begins where a word might, and takes the rest of the line. */
function skipBlanks(reader: WordReader): void {
  reader.take(/(?:[ \t]|\\\n)+/y);
  reader.take(/#[^\n]*/y);
}

function nextToken(reader: WordReader): Token {
  const { at } = reader;
  const redirection = reader.take(REDIRECTION);
  if (redirection !== '') return redirectionOf(redirection);
  if (reader.take(FOREIGN) !== '') throw new Unreadable('ksh');
  const operator = reader.take(OPERATOR);
  if (operator !== '') return { kind: 'operator', text: operator };
  const word = reader.word();
  if (reader.at === at || BLANKS.includes(reader.text[at] ?? ' ')) throw new Unreadable('no word');
  return { kind: 'word', word };
}

function redirectionOf(text: string): Token {
  const [, digits = '', operator = ''] = new RegExp(REDIRECTION.source).exec(text) ?? [];
  if (operator === '<<') throw new Unreadable('here-document');
  return { kind: 'redirection', descriptor: digits === '' ? null : Number(digits), operator };
}
