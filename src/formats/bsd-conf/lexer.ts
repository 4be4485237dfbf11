// Tokens of one parse: the quick way for ordinary text, the careful way for macros, joined lines and odd bytes.
import { DIGIT, OTHER, QUOTE, WORD } from './alphabet.ts';
import { lexCarefully } from './careful-lexing.ts';
import type { Dialect } from './dialect.ts';
import { parseNumber } from './number-token.ts';
import type { OpenFile } from './open-file.ts';
import type { Reader } from './reader.ts';
import { BAD, END, NEWLINE, NUMBER, STRING, type Value } from './token.ts';

/** What the quick way answers when the careful one must be asked. */
const ASK = -1;
/** The real lexer's buffer: 8096 bytes (FACTS 1, Lexer: longest token). */
export const LONGEST_QUOTED = 8094;
export const LONGEST_WORD = 8095;

export class Lexer {
  readonly reader: Reader;
  readonly dialect: Dialect;
  readonly macros = new Map<string, string>();
  readonly macrosUsed = new Set<string>();
  value: Value = null;
  /** Files included so far. */
  included = 0;
  /** Place of the token in the top file. */
  start = 0;
  end = 0;
  /** Place of the token before this one: the `include` keyword, when its file name has just been read. */
  before = 0;

  constructor(dialect: Dialect, reader: Reader) {
    this.dialect = dialect;
    this.reader = reader;
  }

  next(): number {
    const { file } = this.reader;
    this.before = this.start;
    if (file.pushed.length > 0 || !file.plain) return lexCarefully(this);
    const token = this.#quick(file);
    return token === ASK ? lexCarefully(this) : token;
  }

  #quick(file: OpenFile): number {
    const { text } = file;
    let at = file.at;
    let c = text.charCodeAt(at);
    while (c === 32 || c === 9) c = text.charCodeAt((at += 1));
    file.at = at;
    if (c === 35) {
      at = text.indexOf('\n', at);
      if (at < 0 || text.charCodeAt(at - 1) === 92) return ASK;
      c = 10;
    }
    if (c === 10) return this.#take(file, at, at + 1, NEWLINE, true);
    const kind = this.dialect.alphabet.first[c];
    if (kind === WORD) return this.#word(file, at);
    if (kind === QUOTE) return this.#quoted(file, at, c);
    if (kind === DIGIT) return this.#number(file, at, c);
    if (kind !== OTHER || c === 36 || c === 92) return ASK;
    return this.#take(file, at, at + 1, this.dialect.characters[c] ?? BAD, false);
  }

  #word(file: OpenFile, start: number): number {
    const { text } = file;
    const { rest } = this.dialect.alphabet;
    let end = start + 1;
    while (rest[text.charCodeAt(end)] === 1) end += 1;
    if (text.charCodeAt(end) === 92 || end - start > LONGEST_WORD) return ASK;
    const token = this.dialect.keywords.find(text, start, end);
    if (token === STRING) this.value = text.slice(start, end);
    return this.#take(file, start, end, token, false);
  }

  #quoted(file: OpenFile, start: number, quote: number): number {
    const { text } = file;
    let end = start + 1;
    for (;;) {
      const c = text.charCodeAt(end);
      if (c === quote) break;
      if (c === 92 || c === 10 || !(c > 0)) return ASK;
      end += 1;
    }
    if (end - start - 1 > LONGEST_QUOTED) return ASK;
    this.value = text.slice(start + 1, end);
    return this.#take(file, start, end + 1, STRING, false);
  }

  #number(file: OpenFile, start: number, c: number): number {
    const { text } = file;
    let end = start + 1;
    while (isDigit(text.charCodeAt(end))) end += 1;
    const after = text.charCodeAt(end);
    if (after === 92 || end - start > 18) return ASK;
    const isNumber = end >= text.length || this.dialect.alphabet.endsNumber[after] === 1;
    if (c === 45 && (end === start + 1 || !isNumber)) return this.#take(file, start, start + 1, BAD, false);
    if (!isNumber) return this.#word(file, start);
    this.value = parseNumber(text.slice(start, end));
    return this.#take(file, start, end, NUMBER, false);
  }

  #take(file: OpenFile, start: number, end: number, token: number, endsLine: boolean): number {
    this.reader.line = file.line;
    if (endsLine) file.line += 1;
    file.at = end;
    this.start = file.anchor === null ? start : file.anchor.start;
    this.end = file.anchor === null ? end : file.anchor.end;
    return token === BAD && file.text.charCodeAt(start) === 0 ? END : token;
  }
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
