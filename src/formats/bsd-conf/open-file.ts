// A file being read: the top file or one it includes.
import type { Range } from '../../model/httpd-conf.ts';
import type { Bytes } from '../../model/bytes.ts';

export interface OpenFile {
  /** As named on the command line or in the include line. */
  readonly name: string;
  readonly text: Bytes;
  /** Where in the top file the include line stands that brought this file in; null for the top file. */
  readonly anchor: Range | null;
  /** Holds neither of the two bytes the real lexer uses as markers of its own. */
  readonly plain: boolean;
  /** Characters put back, last one first: they come before `text` from `at` on. */
  readonly pushed: number[];
  at: number;
  line: number;
  errors: number;
  /** The line end that is made up at the end of a file has been given out. */
  ended: boolean;
}

/** Bytes 1 and 2 in a file switch macro expansion off and on, and vanish: the real lexer marks macro text with them. */
export const MACRO_STARTS = 1;
export const MACRO_ENDS = 2;

export function openFile(name: string, text: Bytes, anchor: Range | null): OpenFile {
  const plain = !text.includes('\x01') && !text.includes('\x02');
  const first = anchor === null ? 1 : 0;
  return { name, text, anchor, plain, pushed: [], at: 0, line: first, errors: 0, ended: false };
}
