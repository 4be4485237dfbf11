// Finds keywords in the text without cutting a string out of it first.
import { FIRST_OWN, STRING } from './token.ts';

interface Keyword {
  readonly text: string;
  readonly token: number;
}

export class Keywords {
  readonly #buckets: Keyword[][] = Array.from({ length: 512 }, () => []);

  constructor(tokens: ReadonlyMap<string, number>) {
    for (const [text, token] of tokens) {
      if (token < FIRST_OWN || !/^[a-z]/.test(text)) continue;
      this.#buckets[hash(text, 0, text.length)]?.push({ text, token });
    }
  }

  /** Token of the word from `start` to `end`: its keyword, or STRING. */
  find(text: string, start: number, end: number): number {
    for (const keyword of this.#buckets[hash(text, start, end)] ?? []) {
      if (keyword.text.length === end - start && text.startsWith(keyword.text, start)) return keyword.token;
    }
    return STRING;
  }
}

function hash(text: string, start: number, end: number): number {
  return (text.charCodeAt(start) * 31 + text.charCodeAt(end - 1) * 7 + (end - start) * 67) & 511;
}
