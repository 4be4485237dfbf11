// The tokens of a command, one after the other, as a grammar asks for them.
import { Unreadable, type Redirection, type Word } from './tree.ts';
import type { Token } from './tokens.ts';
import { plainText } from './words.ts';

/** Words that begin a command, and words that end one or stand within. */
const BEGINNINGS = new Set(['!', '{', 'if', 'case', 'for', 'while', 'until']);
const RESERVED = new Set([...BEGINNINGS, '}', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'function', 'in', 'select', 'then', '[[']);

export class TokenStream {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get isAtWord(): boolean {
    return this.#tokens[this.#at]?.kind === 'word';
  }

  get startsCommand(): boolean {
    const token = this.#tokens[this.#at];
    if (token === undefined) return false;
    if (token.kind === 'operator') return token.text === '(';
    const word = this.#reservedHere();
    return word === null || BEGINNINGS.has(word);
  }

  /** Takes it if it is one of these; null: nothing taken. */
  operator(...texts: readonly string[]): string | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'operator' || !texts.includes(token.text)) return null;
    this.#at += 1;
    return token.text;
  }

  reserved(...words: readonly string[]): string | null {
    const word = this.#reservedHere();
    if (word === null || !words.includes(word)) return null;
    this.#at += 1;
    return word;
  }

  isBefore(word: string): boolean {
    return this.#reservedHere() === word;
  }

  word(): Word {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') throw new Unreadable('no word');
    this.#at += 1;
    return token.word;
  }

  redirection(): Redirection | null {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'redirection') return null;
    this.#at += 1;
    return { descriptor: token.descriptor, operator: token.operator, target: this.word() };
  }

  redirections(): Redirection[] {
    const all: Redirection[] = [];
    for (let each = this.redirection(); each !== null; each = this.redirection()) all.push(each);
    return all;
  }

  newlines(): void {
    while (this.operator('\n') !== null);
  }

  expect(found: string | null): void {
    if (found === null) throw new Unreadable('incomplete');
  }

  #reservedHere(): string | null {
    const token = this.#tokens[this.#at];
    const text = token?.kind === 'word' ? plainText(token.word) : null;
    return text !== null && RESERVED.has(text) ? text : null;
  }
}
