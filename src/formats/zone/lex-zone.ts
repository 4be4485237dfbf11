// Cuts a master file (RFC 1035 5.1) into entries, as nsd(8) reads them. The entries tile the text: no byte is in none of them.
import type { Bytes } from '../../model/bytes.ts';
import type { Range } from '../../model/httpd-conf.ts';

/** A word, or a string with its quotes. */
export interface Token extends Range {
  readonly isQuoted: boolean;
}

/** A record, a directive, or nothing but blanks and comments; over several lines when in parentheses. The line end belongs to it. */
export interface Entry extends Range {
  /** From 1. */
  readonly line: number;
  readonly tokens: readonly Token[];
  /** It begins with a blank: the owner is that of the record before (RFC 1035 5.1). */
  readonly isIndented: boolean;
  /** What keeps it from being read, null if nothing does. */
  readonly problem: string | null;
}

const BLANKS = /[ \t\r]+/y;
const COMMENT = /;[^\n]*/y;
/** Up to what ends a word, or a string, or begins an escape. */
const PLAIN_WORD = /[^ \t\r\n;()"\\]*/y;
const PLAIN_STRING = /[^"\\]*/y;

export function lexZone(text: Bytes): Entry[] {
  const entries: Entry[] = [];
  for (let start = 0, line = 1; start < text.length; ) {
    const entry = lexEntry(text, start, line);
    entries.push(entry);
    line += lineEnds(text, entry);
    start = entry.end;
  }
  return entries;
}

function lexEntry(text: Bytes, start: number, line: number): Entry {
  const tokens: Token[] = [];
  let at = start;
  let depth = 0;
  let problem: string | null = null;
  while (at < text.length) {
    const first = text[at];
    if (first === '\n' && depth === 0) break;
    const end = first === '\n' ? at + 1 : (match(BLANKS, text, at) ?? match(COMMENT, text, at));
    if (end !== null) at = end;
    else if (first === '(' || first === ')') {
      depth += first === '(' ? 1 : -1;
      if (depth < 0) problem ??= 'a parenthesis is closed that was not opened';
      depth = Math.max(depth, 0);
      at += 1;
    } else {
      const token = lexToken(text, at);
      if (token === null) problem ??= first === '"' ? 'a quote is not closed' : 'a backslash has nothing behind it';
      else tokens.push(token);
      at = token?.end ?? text.length;
    }
  }
  if (depth > 0) problem ??= 'a parenthesis is not closed';
  return { start, end: Math.min(at + 1, text.length), line, tokens, isIndented: /[ \t]/.test(text[start] ?? ''), problem };
}

/** Null for what has no end. A backslash takes the next byte with it, whatever it is. */
function lexToken(text: Bytes, start: number): Token | null {
  const isQuoted = text[start] === '"';
  const plain = isQuoted ? PLAIN_STRING : PLAIN_WORD;
  let at = match(plain, text, isQuoted ? start + 1 : start) ?? start;
  while (text[at] === '\\') {
    if (at + 1 === text.length) return null;
    at = match(plain, text, at + 2) ?? at;
  }
  if (!isQuoted) return { start, end: at, isQuoted };
  return at === text.length ? null : { start, end: at + 1, isQuoted };
}

/** Where it ends, null if it does not begin here. */
function match(pattern: RegExp, text: Bytes, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

function lineEnds(text: Bytes, { start, end }: Range): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
