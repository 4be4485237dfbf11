// A place in a crontab, moved forward as cron reads it: a character at a time, over the ends of lines too.
import type { Bytes } from '../../model/bytes.ts';

export class Reader {
  readonly text: Bytes;
  at: number;

  constructor(text: Bytes, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** "" at the end of the text. */
  get character(): string {
    return this.text[this.at] ?? '';
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  get isAtLineEnd(): boolean {
    return this.isAtEnd || this.character === '\n';
  }

  next(): void {
    this.at += 1;
  }

  /** Takes what the pattern (sticky) matches here; "" if it does not. */
  take(pattern: RegExp): Bytes {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /** cron looks terminators up with strchr(3), which finds the NUL that ends its list as well. */
  isAtOneOf(terminators: string): boolean {
    return !this.isAtEnd && (this.character === '\0' || terminators.includes(this.character));
  }

  skipBlanks(): void {
    this.take(/[ \t]*/y);
  }

  skipNonblanks(): void {
    this.take(/[^ \t\n]*/y);
  }
}
