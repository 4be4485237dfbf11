// Reads an INI text: every section, key and value with its place, and every problem. Never throws.
import type { IniEntry, IniFile, IniProblem, IniSection } from './ini-file.ts';
import { readEntry } from './read-entry.ts';
import { spotIn, splitLines, type Line } from './split-lines.ts';

const EMPTY = /^[ \t]*(?:[;#]|$)/;
const HEADER = /^[ \t]*\[([^[\]]*)\][ \t]*(?:[;#].*)?$/;

interface OpenSection extends IniSection {
  readonly entries: IniEntry[];
}

interface Reading {
  readonly sections: OpenSection[];
  readonly problems: IniProblem[];
  /** Takes the entries that follow; after a malformed header a section that nobody sees. */
  open: OpenSection | null;
}

/** Bytes are read as UTF-8; a text is one that was. */
export function readIni(input: string | Uint8Array): IniFile {
  const text = typeof input === 'string' ? input : new TextDecoder('utf-8', { ignoreBOM: true }).decode(input);
  const { lines, problems } = splitLines(text);
  const reading: Reading = { sections: [], problems, open: null };
  for (const line of lines) {
    if (!EMPTY.test(line.text)) readLine(line, reading);
  }
  problems.push(...duplicateSections(reading.sections), ...reading.sections.flatMap(duplicateKeys));
  return { sections: reading.sections, problems };
}

function readLine(line: Line, reading: Reading): void {
  if (line.text.trimStart().startsWith('[')) readHeader(line, reading);
  else readEntryLine(line, reading);
}

function readHeader(line: Line, reading: Reading): void {
  const inside = HEADER.exec(line.text)?.[1] ?? '';
  const name = inside.trim();
  if (name === '') {
    const text = line.text.trim();
    reading.problems.push({ kind: 'bad-header', spot: spotIn(line, line.text.indexOf(text), text.length) });
    reading.open = { name, spot: spotIn(line, 0, 1), entries: [] };
    return;
  }
  const offset = line.text.indexOf('[') + 1 + inside.indexOf(name);
  reading.open = { name: name.split(/[ \t]+/).join(' '), spot: spotIn(line, offset, name.length), entries: [] };
  reading.sections.push(reading.open);
}

function readEntryLine(line: Line, { open, problems }: Reading): void {
  const read = readEntry(line);
  if (!read.ok) problems.push(read.problem);
  else if (open) open.entries.push(read.entry);
  else problems.push({ kind: 'before-section', spot: read.entry.keySpot });
}

function duplicateSections(sections: readonly IniSection[]): IniProblem[] {
  const first = new Map<string, number>();
  return sections.flatMap(({ name, spot }): IniProblem[] => {
    const firstLine = first.get(name);
    if (firstLine !== undefined) return [{ kind: 'duplicate-section', spot, name, firstLine }];
    first.set(name, spot.line);
    return [];
  });
}

/** `key[] =` may be repeated, `key =` may not, nor may the two be mixed. */
function duplicateKeys(section: IniSection): IniProblem[] {
  const first = new Map<string, IniEntry>();
  return section.entries.flatMap((entry): IniProblem[] => {
    const before = first.get(entry.key);
    if (before === undefined) first.set(entry.key, entry);
    if (before === undefined || (before.isList && entry.isList)) return [];
    return [{ kind: 'duplicate-key', spot: entry.keySpot, entry, section: section.name, firstLine: before.keySpot.line }];
  });
}
