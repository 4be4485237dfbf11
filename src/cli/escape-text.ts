// Makes any text safe to print: nothing from a file, a peer or a program reaches the terminal as a control sequence.
import type { Bytes } from '../model/bytes.ts';

// C0 but tab and newline, DEL, C1, the direction marks (they reorder what a reader sees), lone surrogates.
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Control characters in caret notation ("^M"), others as "\x9b"; newlines and tabs stay. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, escapeOne);
}

/** For messages: newlines too, so that a hostile name can't forge a line of its own. */
export function escapeLine(text: string): string {
  return escapeText(text).replaceAll('\n', '\\n');
}

function escapeOne(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  if (code === 0x7f) return '^?';
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A file's bytes for the reader: UTF-8 where they are, else byte by byte. */
export function printableBytes(bytes: Bytes): string {
  const buffer = Buffer.from(bytes, 'latin1');
  const text = buffer.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(buffer)) return escapeText(text);
  // eslint-disable-next-line no-control-regex
  return escapeText(bytes.replace(/[\x80-\xff]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`));
}
