// Edits as data over the original text: every byte outside them stays.
import type { Bytes } from '../../model/bytes.ts';
import type { Range } from '../../model/httpd-conf.ts';
import { leadingComment } from './leading-comment.ts';

/** Puts `content` in the place of the bytes from `start` to `end`. */
export interface Edit extends Range {
  readonly content: Bytes;
}

/** Edits may touch but not overlap; those at one place go in the order given. An overlap is a bug of the caller. */
export function applyEdits(text: Bytes, edits: readonly Edit[]): Bytes {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, content } of sorted) {
    if (start < at || end < start || end > text.length) throw new Error(`edit ${start}-${end} overlaps another or the end of the text`);
    parts.push(text.slice(at, start), content);
    at = end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

export function replaceBlock({ start, end }: Range, content: Bytes): Edit {
  return { start, end, content };
}

/** Before a block, and before the comment directly above it, on lines of its own with a blank line after it. */
export function insertBefore(text: Bytes, range: Range, content: Bytes): Edit {
  const start = leadingComment(text, range)?.start ?? range.start;
  const line = lineStart(text, start);
  return { start: line, end: line, content: `${content}\n\n` };
}

/** After the last line, which is ended first if it is not, with a blank line between. */
export function appendBlock(text: Bytes, content: Bytes): Edit {
  const newline = text === '' || text.endsWith('\n') ? '' : '\n';
  const apart = text === '' || /(^|\n)[ \t]*\n$/.test(text) ? '' : '\n';
  return { start: text.length, end: text.length, content: `${newline}${apart}${content}\n` };
}

/** The block with the comment directly above it, its line end, and one of the blank lines that set it apart. */
export function removeBlock(text: Bytes, range: Range): Edit {
  return removeRange(text, { ...range, start: leadingComment(text, range)?.start ?? range.start });
}

/** That and no comment above it, its line end, and one of the blank lines that set it apart. */
export function removeRange(text: Bytes, range: Range): Edit {
  const start = isBlank(text.slice(lineStart(text, range.start), range.start)) ? lineStart(text, range.start) : range.start;
  const lineEnd = text.indexOf('\n', range.end);
  const ownsLine = isBlank(text.slice(range.end, lineEnd < 0 ? text.length : lineEnd));
  if (!ownsLine || lineEnd < 0) return { start, end: ownsLine ? text.length : range.end, content: '' };
  const next = text.indexOf('\n', lineEnd + 1);
  const isApart = next >= 0 && isBlank(text.slice(lineEnd + 1, next));
  return { start, end: isApart ? next + 1 : lineEnd + 1, content: '' };
}

function lineStart(text: Bytes, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

function isBlank(text: Bytes): boolean {
  return /^[ \t]*$/.test(text);
}
