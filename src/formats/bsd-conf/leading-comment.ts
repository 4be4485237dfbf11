// The comment that belongs to a statement: whole lines of comment right above it, no blank line between.
import type { Bytes } from '../../model/bytes.ts';
import type { Range } from '../../model/httpd-conf.ts';

export interface Comment extends Range {
  /** From the first `#` to the end of the last comment line, newline not included. */
  readonly text: Bytes;
}

/** Null when the line above is no comment, or when something else stands before the statement on its line. */
export function leadingComment(text: Bytes, { start }: Range): Comment | null {
  let line = lineStart(text, start);
  if (!/^[ \t]*$/.test(text.slice(line, start))) return null;
  let first = -1;
  let end = -1;
  while (line > 0) {
    const above = lineStart(text, line - 1);
    const hash = firstHash(text, above, line - 1);
    if (hash < 0) break;
    if (end < 0) end = line - 1;
    first = hash;
    line = above;
  }
  return first < 0 ? null : { start: first, end, text: text.slice(first, end) };
}

function firstHash(text: Bytes, start: number, end: number): number {
  let at = start;
  while (at < end && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at < end && text[at] === '#' ? at : -1;
}

function lineStart(text: Bytes, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}
