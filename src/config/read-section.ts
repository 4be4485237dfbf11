// Reads the keys of one section by their table: known, in the right number, each value checked.
import type { IniEntry, IniSection } from '../formats/ini/ini-file.ts';
import { bad, quoted, type Refused } from './checked.ts';
import { nearestWord } from './nearest-word.ts';
import type { Problems } from './problems.ts';
import { SECTIONS, SECTION_KINDS, sectionForm, type Keys, type ListKey, type OneKey, type SectionKind } from './sections.ts';

/** What a section says; a key is absent when it says nothing or nothing good. */
export type Said<K extends Keys> = {
  readonly [N in keyof K]?: K[N] extends OneKey<infer T> ? T : K[N] extends ListKey<infer T> ? readonly T[] : never;
};

export interface ReadSection<K extends Keys> {
  readonly section: IniSection;
  readonly said: Said<K>;
  /** Keys that stand there, with whatever value. */
  readonly written: ReadonlyMap<string, IniEntry>;
}

export function readSection<K extends Keys>(kind: SectionKind, section: IniSection, keys: K, problems: Problems): ReadSection<K> {
  const said: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const written = new Map<string, IniEntry>();
  for (const entry of section.entries) {
    const key = Object.hasOwn(keys, entry.key) ? keys[entry.key] : undefined;
    if (key === undefined) problems.add('config-unknown-key', entry.keySpot, unknownKey(kind, entry));
    else readEntry(entry, key, said, problems);
    if (!written.has(entry.key)) written.set(entry.key, entry);
  }
  return { section, said: said as Said<K>, written };
}

function readEntry(entry: IniEntry, key: OneKey<unknown> | ListKey<unknown>, said: Record<string, unknown>, problems: Problems): void {
  if (key.takes === 'one' && entry.isList) return problems.add('config-value', entry.keySpot, `${entry.key} takes one value; write ${entry.key} =`);
  const checked = quoteProblem(entry.value) ?? (entry.value === '' ? EMPTY : key.check(entry.value));
  if (!checked.ok) return problems.add('config-value', partOf(entry, checked), `${entry.key} ${checked.problem}`);
  if (key.takes === 'one') said[entry.key] ??= checked.value;
  else addToList(entry, checked.value, said, problems);
}

const EMPTY: Refused = { ok: false, problem: 'is empty; give it a value, or take the line out' };

function addToList(entry: IniEntry, value: unknown, said: Record<string, unknown>, problems: Problems): void {
  const values = (said[entry.key] ??= []) as unknown[];
  if (values.includes(value)) problems.add('config-duplicate', entry.valueSpot, `${entry.key} ${quoted(String(value))} stands here again; take one of the two out`);
  else values.push(value);
}

/** Where the value is written as it is read, its part can be shown. */
function partOf({ value, valueSpot }: IniEntry, { at, length = 1 }: Refused): IniEntry['valueSpot'] {
  const isPlain = valueSpot.source.slice(valueSpot.column - 1, valueSpot.column - 1 + valueSpot.length) === value;
  return at === undefined || !isPlain ? valueSpot : { ...valueSpot, column: valueSpot.column + at, length };
}

/** ini takes quotes off only where they are the first and the last character behind "=". */
function quoteProblem(value: string): Refused | null {
  const quote = /^["']/.exec(value)?.[0];
  if (quote === undefined) return null;
  const isWhole = value.indexOf(quote, 1) === value.length - 1 && value.length > 1;
  return bad(isWhole ? 'has a comment behind its quotes; write the comment on a line of its own' : 'begins with a quote; write the value without quotes');
}

function unknownKey(kind: SectionKind, { key }: IniEntry): string {
  const here = Object.keys(SECTIONS[kind].keys);
  const subject = `key ${quoted(key)} is unknown in ${sectionForm(kind)}`;
  const elsewhere = SECTION_KINDS.find((each) => Object.hasOwn(SECTIONS[each].keys, key));
  if (elsewhere) return `${subject}; it belongs in ${sectionForm(elsewhere)}`;
  const nearest = nearestWord(key, here);
  return nearest === null ? `${subject}; there are ${here.join(', ')}` : `${subject}; the nearest one is ${nearest}`;
}
