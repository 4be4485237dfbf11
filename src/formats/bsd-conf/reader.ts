// Characters of the input: the stack of open files, text pushed back, joined lines, and the messages about them.
import type { Bytes } from '../../model/bytes.ts';
import type { Range } from '../../model/httpd-conf.ts';
import { MACRO_ENDS, MACRO_STARTS, openFile, type OpenFile } from './open-file.ts';

const EOF = -1;
const LINE_FEED = 10;
const BACKSLASH = 92;

export class Reader {
  readonly messages: string[] = [];
  /** Line of the token under way; messages carry it. */
  line = 1;
  file: OpenFile;
  /** While true, `$` is an ordinary character. Outlives a parse, as the real flag does (FACTS 1, Macros: the bug). */
  expanding: boolean;
  /** Where in the top file the `$` of the macro being read stands. */
  macroAt = 0;
  readonly #below: OpenFile[] = [];
  /** The last character came straight from the text, so going back one step puts it back. */
  #straight = false;

  constructor(name: string, text: Bytes, expanding: boolean) {
    this.file = openFile(name, text, null);
    this.expanding = expanding;
  }

  report(text: string): void {
    this.file.errors += 1;
    this.warn(text);
  }

  /** A message that does not count as a mistake. */
  warn(text: string): void {
    this.messages.push(`${this.file.name}:${this.line}: ${text}`);
  }

  get depth(): number {
    return this.#below.length;
  }

  /** The real parser goes on in the included file, as if that began with the line end of the include line. */
  include(name: string, text: Bytes, at: Range): void {
    const anchor = this.file.anchor ?? at;
    this.#below.push(this.file);
    this.file = openFile(name, text, anchor);
    this.file.pushed.push(LINE_FEED);
  }

  /** Outside quotes: a backslash takes the next character literally, or joins two lines. */
  read(): number {
    let c = this.#next();
    while (c === BACKSLASH) {
      const next = this.#next();
      this.#straight = false;
      if (next !== LINE_FEED) {
        c = next;
        break;
      }
      this.line = this.file.line;
      this.file.line += 1;
      c = this.#next();
    }
    return c === EOF ? this.#atEnd() : c;
  }

  /** Inside quotes: every character as it is; the end of an included file closes the string. */
  readQuoted(quote: number): number {
    const c = this.#next();
    if (c !== EOF) return c;
    this.report('reached end of file while parsing quoted string');
    return this.#close() ? quote : EOF;
  }

  unread(c: number): void {
    if (c === EOF) return;
    if (this.#straight && this.file.pushed.length === 0) this.file.at -= 1;
    else this.file.pushed.push(c);
    this.#straight = false;
  }

  /** Puts a macro's value before the text that follows, between the marks that keep `$` in it from being expanded. */
  expand(value: string): void {
    const { pushed } = this.file;
    pushed.push(MACRO_ENDS);
    for (let at = value.length - 1; at >= 0; at -= 1) pushed.push(value.charCodeAt(at));
    pushed.push(MACRO_STARTS);
    this.#straight = false;
  }

  skipLine(): void {
    for (;;) {
      const c = this.read();
      if (c === LINE_FEED) this.file.line += 1;
      if (c === LINE_FEED || c === EOF) return;
    }
  }

  #next(): number {
    for (;;) {
      const { file } = this;
      this.#straight = file.pushed.length === 0;
      const c = this.#straight ? take(file) : file.pushed.pop() ?? EOF;
      if (c === MACRO_STARTS) this.expanding = true;
      else if (c === MACRO_ENDS) this.expanding = false;
      else return c;
    }
  }

  #atEnd(): number {
    this.#straight = false;
    if (!this.file.ended) {
      this.file.ended = true;
      return LINE_FEED;
    }
    let c = EOF;
    while (c === EOF && this.#close()) c = this.#next();
    return c;
  }

  #close(): boolean {
    const below = this.#below.pop();
    if (below === undefined) return false;
    below.errors += this.file.errors;
    this.file = below;
    this.#straight = false;
    return true;
  }
}

function take(file: OpenFile): number {
  if (file.at >= file.text.length) return EOF;
  const c = file.text.charCodeAt(file.at);
  file.at += 1;
  return c;
}
