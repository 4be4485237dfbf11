// Line and column of what a finding is about.
import type { Bytes } from '../model/bytes.ts';
import type { Place } from '../model/place.ts';

/** The place of `word` in a line, or of the line's first character that is not blank. */
export function placeInText(file: string, text: Bytes, line: number, word?: string): Place {
  const source = text.split('\n', line)[line - 1] ?? '';
  const at = word === undefined ? -1 : source.indexOf(word);
  const column = at >= 0 ? at + 1 : Math.max(1, source.search(/\S/) + 1);
  return { file, line, column, length: at >= 0 && word !== undefined ? word.length : Math.max(1, source.trim().length), source };
}
