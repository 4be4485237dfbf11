// One word of sh(1) as it stands: quotes, backslashes, and what a dollar sign begins.
import type { Part, Word } from './tree.ts';
import { Unreadable } from './tree.ts';

export const BLANKS = ' \t\n';
const ENDS_WORD = `${BLANKS};&|()<>`;
const NAME = /[A-Za-z_]\w*|[0-9?$!#@*-]/y;
const PLAIN = /[^\\'"$` \t\n;&|()<>]+/y;
const PLAIN_IN_QUOTES = /[^\\"$`]+/y;

/** A place in the text that moves behind what is read. */
export class WordReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get character(): string {
    return this.text[this.at] ?? '';
  }

  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  /** Up to what ends a word; at least one character must be there to read. */
  word(): Word {
    const parts: Part[] = [];
    while (this.character !== '' && !ENDS_WORD.includes(this.character)) this.#part(parts);
    return parts;
  }

  #part(parts: Part[]): void {
    const c = this.character;
    if (c === "'") return void parts.push(text(this.#upTo("'"), true));
    if (c === '"') return this.#doubleQuoted(parts);
    if (c === '\\') return void parts.push(text(this.#escaped(), true));
    if (c === '$' || c === '`') return void parts.push(this.#expansion(false));
    parts.push(text(this.take(PLAIN), false));
  }

  #doubleQuoted(parts: Part[]): void {
    this.at += 1;
    // "" is a word of its own.
    parts.push(text('', true));
    while (this.character !== '"') {
      if (this.character === '') throw new Unreadable('no closing quote');
      if (this.character === '\\') parts.push(text(this.#escapedInQuotes(), true));
      else if (this.character === '$' || this.character === '`') parts.push(this.#expansion(true));
      else parts.push(text(this.take(PLAIN_IN_QUOTES), true));
    }
    this.at += 1;
  }

  #escaped(): string {
    this.at += 1;
    const c = this.character === '' ? '\\' : this.character;
    this.at += 1;
    return c === '\n' ? '' : c;
  }

  #escapedInQuotes(): string {
    const next = this.text[this.at + 1] ?? '';
    this.at += 2;
    if (next === '\n') return '';
    return '$`"\\'.includes(next) ? next : `\\${next}`;
  }

  #expansion(isQuoted: boolean): Part {
    if (this.character === '`') return { kind: 'substitution', text: this.#upTo('`') };
    this.at += 1;
    if (this.text.startsWith('((', this.at)) return { kind: 'opaque', text: this.#balanced('(', ')') };
    if (this.character === '(') return { kind: 'substitution', text: this.#balanced('(', ')') };
    if (this.character === '{') return this.#braces(isQuoted);
    const name = this.take(NAME);
    return name === '' ? text('$', isQuoted) : { kind: 'variable', name, isQuoted };
  }

  #braces(isQuoted: boolean): Part {
    const inside = this.#balanced('{', '}');
    return /^(?:[A-Za-z_]\w*|\?)$/.test(inside) ? { kind: 'variable', name: inside, isQuoted } : { kind: 'opaque', text: inside };
  }

  /** What is between this character and the next `close`, which is passed too. */
  #upTo(close: string): string {
    const end = this.text.indexOf(close, this.at + 1);
    if (end < 0) throw new Unreadable(`no closing ${close}`);
    const inside = this.text.slice(this.at + 1, end);
    // A backquote may be escaped within backquotes: too rare to follow.
    if (close === '`' && inside.includes('\\')) throw new Unreadable('backslash in backquotes');
    this.at = end + 1;
    return inside;
  }

  #balanced(open: string, close: string): string {
    const start = this.at + 1;
    for (let depth = 0; this.character !== ''; ) {
      const c = this.character;
      if (c === '\\') this.at += 2;
      else if (c === "'") this.#upTo("'");
      else this.at += 1;
      if (c === open) depth += 1;
      if (c === close) depth -= 1;
      if (depth === 0) return this.text.slice(start, this.at - 1);
    }
    throw new Unreadable(`no closing ${close}`);
  }
}

function text(text: string, isQuoted: boolean): Part {
  return { kind: 'text', text, isQuoted };
}
