// What a word of sh(1) becomes when it is expanded, as far as that can be told.
import type { Part, Word } from './tree.ts';

/** Text without quotes and expansions; null for another word. */
export function plainText(word: Word): string | null {
  const [part, ...more] = word;
  return part?.kind === 'text' && !part.isQuoted && more.length === 0 ? part.text : null;
}

/** NAME=value. */
export function assignmentOf(word: Word): { readonly name: string; readonly value: Word } | null {
  const [first, ...rest] = word;
  const found = first?.kind === 'text' && !first.isQuoted ? /^([A-Za-z_]\w*)=(.*)$/s.exec(first.text) : null;
  if (found === null) return null;
  const value = found[2] === '' ? rest : [{ kind: 'text', text: found[2] ?? '', isQuoted: false } as const, ...rest];
  return { name: found[1] ?? '', value };
}

/** Value of a variable; null when it can't be told. */
export type Lookup = (name: string) => string | null;

/** The word as one text, as in an assignment. Null when it can't be told. */
export function textOf(word: Word, lookup: Lookup): string | null {
  const texts = word.map((part) => partText(part, lookup));
  return texts.every((each) => each !== null) ? texts.join('') : null;
}

function partText(part: Part, lookup: Lookup): string | null {
  if (part.kind === 'text') return part.text;
  return part.kind === 'variable' ? lookup(part.name) : null;
}

/** A pattern of `case`: quoted text stands for itself. */
export function patternOf(word: Word, lookup: Lookup): string | null {
  const texts = word.map((part) => {
    const text = partText(part, lookup);
    const isLiteral = part.kind === 'text' && part.isQuoted;
    return text !== null && isLiteral ? text.replace(/[\\*?[]/g, '\\$&') : text;
  });
  return texts.every((each) => each !== null) ? texts.join('') : null;
}

/** Words as a program gets them; null for one that can't be told, and perhaps stands for several. */
export function fieldsOf(words: readonly Word[], lookup: Lookup): (string | null)[] {
  return words.flatMap((word) => {
    const text = textOf(word, lookup);
    if (text === null || isGlob(word)) return [null];
    return isSplit(word) ? text.split(/[ \t\n]+/).filter((each) => each !== '') : [text];
  });
}

/** Names of files, or ksh's braces. */
function isGlob(word: Word): boolean {
  return word.some((part) => part.kind === 'text' && !part.isQuoted && /[*?]|\[.+\]|\{.*,.*\}/.test(part.text));
}

function isSplit(word: Word): boolean {
  return word.some((part) => part.kind === 'variable' && !part.isQuoted);
}

/** The commands that a word runs to get its value. */
export function substitutionsOf(word: Word): string[] {
  return word.flatMap((part) => (part.kind === 'substitution' ? [part.text] : part.kind === 'opaque' ? [part.text] : []));
}
