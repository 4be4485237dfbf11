// Edits of an INI text that leave every other byte as it is: comments, order, spacing and line ends stay.
import type { Bytes } from '../../model/bytes.ts';
import { utf8Bytes, utf8Text } from '../plan/text-json.ts';
import type { IniEntry, IniSection } from './ini-file.ts';
import { readIni } from './read-ini.ts';

/** Values are of letters, digits and what host names have: none needs quoting. */
export type IniEdit =
  /** In its place if the key stands there, else below the last line of the section. */
  | { readonly kind: 'set'; readonly section: string; readonly key: string; readonly value: string }
  /** One more item of a list, below the others. */
  | { readonly kind: 'add'; readonly section: string; readonly key: string; readonly value: string }
  /** Every item that reads as `isMeant` says, each with its line. */
  | { readonly kind: 'remove'; readonly section: string; readonly key: string; readonly isMeant: (value: string) => boolean }
  /** From its header to its last key; comments behind that may belong to what follows. */
  | { readonly kind: 'remove-section'; readonly section: string };

const PLAIN = /^[A-Za-z0-9*][A-Za-z0-9.*_-]*$/;

/** Null when the section is not there. The text is one that parseConfig takes. */
export function editIni(text: Bytes, edit: IniEdit): Bytes | null {
  if ('value' in edit && !PLAIN.test(edit.value)) throw new Error(`"${edit.value}" would need quoting`);
  const section = readIni(utf8Text(text)).sections.find(({ name }) => name === edit.section);
  if (section === undefined) return null;
  const lines = new Lines(text);
  switch (edit.kind) {
    case 'set':
      setKey(lines, section, edit);
      break;
    case 'add':
      addItem(lines, section, edit);
      break;
    case 'remove':
      for (const { keySpot } of entriesOf(section, edit.key).filter(({ value }) => edit.isMeant(value)).reverse()) lines.drop(keySpot.line, keySpot.line);
      break;
    case 'remove-section':
      lines.dropApart(section.spot.line, lastLine(section));
  }
  return lines.text;
}

function entriesOf({ entries }: IniSection, key: string): IniEntry[] {
  return entries.filter((each) => each.key === key);
}

function lastLine({ spot, entries }: IniSection): number {
  return entries.at(-1)?.keySpot.line ?? spot.line;
}

interface Assignment {
  readonly key: string;
  readonly value: string;
}

function setKey(lines: Lines, section: IniSection, { key, value }: Assignment): void {
  const [entry] = entriesOf(section, key);
  if (entry === undefined) return lines.insert(lastLine(section), likeIts(section.entries.at(-1), key, value));
  const { line, column, source, length } = entry.valueSpot;
  const at = column - 1;
  // An empty value has no place of its own.
  lines.replace(line, source.slice(0, at) + value + source.slice(entry.value === '' ? at : at + length));
}

function addItem(lines: Lines, section: IniSection, { key, value }: Assignment): void {
  const items = entriesOf(section, key);
  const [single] = items;
  // A list of one may stand without brackets; two may not.
  if (single !== undefined && !single.isList) {
    const { line, column, source } = single.keySpot;
    const end = column - 1 + key.length;
    lines.replace(line, `${source.slice(0, end)}[]${source.slice(end).replace(/^ {2}(?= )/, '')}`);
  }
  const last = items.at(-1);
  lines.insert(last?.keySpot.line ?? lastLine(section), likeIts(last ?? section.entries.at(-1), `${key}[]`, value));
}

/** Indented and spaced as the line it comes below; "key = value" without one. */
function likeIts(entry: IniEntry | undefined, key: string, value: string): string {
  if (entry === undefined) return `${key} = ${value}`;
  const { source, column } = entry.keySpot;
  const start = column - 1;
  const equals = source.indexOf('=');
  const after = /^[ \t]*/.exec(source.slice(equals + 1))?.[0] ?? '';
  const written = source.slice(start, equals);
  const gap = /[ \t]*$/.exec(written)?.[0] ?? '';
  // Aligned signs stay aligned where the key leaves room.
  const padded = gap.length > 1 && key.length < written.length ? key.padEnd(written.length) : `${key}${gap.slice(0, 1)}`;
  return `${source.slice(0, start)}${padded}=${after}${value}`;
}

/** Lines by number from 1, each with the end it had. */
class Lines {
  readonly #lines: Bytes[];

  constructor(text: Bytes) {
    this.#lines = text.split('\n');
  }

  get text(): Bytes {
    return this.#lines.join('\n');
  }

  #endOf(number: number): string {
    return this.#lines[number - 1]?.endsWith('\r') === true ? '\r' : '';
  }

  replace(number: number, text: string): void {
    this.#lines[number - 1] = utf8Bytes(text) + this.#endOf(number);
  }

  insert(below: number, text: string): void {
    const isLast = below === this.#lines.length;
    const end = isLast ? this.#endOf(1) : this.#endOf(below);
    if (isLast) this.#lines[below - 1] += end;
    this.#lines.splice(below, 0, isLast ? utf8Bytes(text) : utf8Bytes(text) + end);
  }

  /** What stood before keeps the end of its line. */
  drop(from: number, to: number): void {
    this.#lines.splice(from - 1, to - from + 1, ...(to === this.#lines.length && from > 1 ? [''] : []));
  }

  /** With the blank lines behind it where there are some before it too. */
  dropApart(from: number, to: number): void {
    let end = to;
    if (from === 1 || this.#isBlank(from - 1)) while (end < this.#lines.length - 1 && this.#isBlank(end + 1)) end += 1;
    this.drop(from, end);
  }

  #isBlank(number: number): boolean {
    return /^[ \t]*\r?$/.test(this.#lines[number - 1] ?? 'x');
  }
}
