// Which characters may stand where in a dialect, as tables the lexer can look up by character code.

/** What a token that begins with a character is. */
export const OTHER = 0;
export const WORD = 1;
export const DIGIT = 2;
export const QUOTE = 3;

export interface Alphabet {
  /** Kind of the token that begins with this character. */
  readonly first: Uint8Array;
  /** 1 for characters a word goes on with; the backslash is left out, since it escapes. */
  readonly rest: Uint8Array;
  /** 1 for characters after which digits alone are a number. */
  readonly endsNumber: Uint8Array;
}

const DIGITS = '0123456789';
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

export function makeAlphabet(firstOfWord: string, notInWord: string): Alphabet {
  const first = new Uint8Array(256);
  mark(first, LETTERS + firstOfWord, WORD);
  mark(first, `${DIGITS}-`, DIGIT);
  mark(first, `"'`, QUOTE);
  const rest = new Uint8Array(256).fill(1, 33, 127);
  mark(rest, `${notInWord}\\`, 0);
  const endsNumber = new Uint8Array(256);
  mark(endsNumber, ' \t\n\v\f\r),/}=', 1);
  return { first, rest, endsNumber };
}

function mark(table: Uint8Array, characters: string, kind: number): void {
  for (const character of characters) table[character.charCodeAt(0)] = kind;
}

/** Letters, digits and the underscore make up the name after `$`. */
export const MACRO_NAME: Uint8Array = (() => {
  const table = new Uint8Array(256);
  mark(table, `${LETTERS}${DIGITS}_`, 1);
  return table;
})();
