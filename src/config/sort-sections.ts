// Tells the sections of stsctl.conf apart by their headers.
import type { IniSection, IniSpot } from '../formats/ini/ini-file.ts';
import { parseDomainName } from '../formats/mta-sts/domain-name.ts';
import { nearestWord } from './nearest-word.ts';
import type { Problems } from './problems.ts';
import { SECTIONS, SECTION_KINDS, sectionForm, type SectionKind } from './sections.ts';

export interface NamedSection {
  /** "" where the section has none. */
  readonly name: string;
  readonly nameSpot: IniSpot;
  readonly section: IniSection;
}

export type SortedSections = Readonly<Record<SectionKind, readonly NamedSection[]>>;

export function sortSections(sections: readonly IniSection[], problems: Problems): SortedSections {
  const sorted: Record<SectionKind, NamedSection[]> = { policy: [], domain: [], acme: [], host: [], reports: [], watch: [] };
  for (const section of sections) {
    const [word = '', ...names] = section.name.split(' ');
    if (!Object.hasOwn(SECTIONS, word)) problems.add('config-unknown-section', section.spot, unknownSection(section.name, word));
    else sortOne(word as SectionKind, names, section, sorted, problems);
  }
  return sorted;
}

function sortOne(kind: SectionKind, names: readonly string[], section: IniSection, sorted: Record<SectionKind, NamedSection[]>, problems: Problems): void {
  const problem = nameProblem(kind, names, section.name);
  if (problem !== null) problems.add('config-unknown-section', section.spot, problem);
  else sorted[kind].push({ name: names[0] ?? '', nameSpot: nameSpot(section, names[0] ?? ''), section });
}

function nameProblem(kind: SectionKind, names: readonly string[], header: string): string | null {
  const { name } = SECTIONS[kind];
  if (name === null) return names.length === 0 ? null : `section [${header}] has a name; write [${kind}]`;
  if (names.length === 0) return `section [${kind}] has no name; write for example [${kind} ${name}]`;
  return names.length === 1 ? null : `section [${header}] has ${names.length} names; write one section for each`;
}

function nameSpot({ spot }: IniSection, name: string): IniSpot {
  const length = Math.max(1, name.length);
  return { ...spot, column: spot.column + spot.length - length, length };
}

function unknownSection(header: string, word: string): string {
  const subject = `section [${header}] is unknown`;
  if (header === word && parseDomainName(word).ok) return `${subject}; write [domain ${word}]`;
  const nearest = nearestWord(word, SECTION_KINDS);
  if (nearest !== null) return `${subject}; the nearest one is ${sectionForm(nearest as SectionKind)}`;
  return `${subject}; there are ${SECTION_KINDS.map(sectionForm).join(', ')}`;
}
