// A place in one line of a crontab, moved forward as crontab(5) is read.

export class Cursor {
  readonly text: string;
  at = 0;

  /** `text` is one line without its newline; the end of it reads as "\n". */
  constructor(text: string) {
    this.text = text;
  }

  get character(): string {
    return this.text[this.at] ?? '\n';
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  next(): void {
    this.at += 1;
  }

  /** Takes what the pattern matches here; "" if it does not. */
  take(pattern: RegExp): string {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  skipBlanks(): void {
    this.take(/[ \t]*/);
  }

  skipWord(): void {
    this.take(/[^ \t]*/);
  }
}
