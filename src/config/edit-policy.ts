// Changes of a domain's policy in the text of stsctl.conf: in its own section, or in [policy] where that changes no other domain.
import type { Bytes } from '../model/bytes.ts';
import { editIni, type IniEdit } from '../formats/ini/edit-ini.ts';
import type { IniSection } from '../formats/ini/ini-file.ts';
import { readIni } from '../formats/ini/read-ini.ts';
import { utf8Text } from '../formats/plan/text-json.ts';
import { checkDomainName, checkMx } from './check-names.ts';

const SHARED = 'policy';

/** `text` is one that parseConfig takes, and has these domains. */
export function setPolicy(text: Bytes, domain: string, values: { readonly mode?: string; readonly max_age?: number }): Bytes {
  return Object.entries(values).reduce((edited, [key, value]) => {
    const { own, shared, others } = sectionsOf(edited, [domain]);
    const inShared = !own.every((each) => says(each, key)) && shared !== null && says(shared, key) && others.every((each) => says(each, key));
    return apply(edited, { kind: 'set', section: inShared ? SHARED : (own[0]?.name ?? ''), key, value: String(value) });
  }, text);
}

/** Domains that have it already keep it once. */
export function addMx(text: Bytes, domains: readonly string[], host: string): Bytes {
  return eachList(text, domains, (edited, section) => (has(edited, section, host) ? edited : apply(edited, { kind: 'add', section, key: 'mx', value: host })));
}

export function removeMx(text: Bytes, domains: readonly string[], host: string): Bytes {
  return eachList(text, domains, (edited, section) => apply(edited, { kind: 'remove', section, key: 'mx', isMeant: (value) => nameOf(value) === host }));
}

export function removeDomain(text: Bytes, domain: string): Bytes {
  return apply(text, { kind: 'remove-section', section: sectionsOf(text, [domain]).own[0]?.name ?? '' });
}

/** The list of [policy] where all who share it are meant; else a list of their own for those who are. */
function eachList(text: Bytes, domains: readonly string[], change: (text: Bytes, section: string) => Bytes): Bytes {
  const { own, shared, others } = sectionsOf(text, domains);
  const sharing = own.filter((each) => !says(each, 'mx'));
  const isWhole = shared !== null && sharing.length > 0 && others.every((each) => says(each, 'mx'));
  const started = isWhole ? change(text, SHARED) : sharing.reduce((edited, { name }) => copyList(edited, name, shared), text);
  return own.filter((each) => !isWhole || says(each, 'mx')).reduce((edited, { name }) => change(edited, name), started);
}

function copyList(text: Bytes, section: string, shared: IniSection | null): Bytes {
  const hosts = (shared?.entries ?? []).filter(({ key }) => key === 'mx').map(({ value }) => nameOf(value));
  return hosts.reduce((edited, value) => apply(edited, { kind: 'add', section, key: 'mx', value }), text);
}

function has(text: Bytes, section: string, host: string): boolean {
  const found = readIni(utf8Text(text)).sections.find(({ name }) => name === section);
  return found?.entries.some(({ key, value }) => key === 'mx' && nameOf(value) === host) === true;
}

/** As the policy has it: lower-case A-labels. */
function nameOf(value: string): string {
  const checked = checkMx(value);
  return checked.ok ? checked.value : value;
}

interface Sections {
  readonly own: readonly IniSection[];
  readonly shared: IniSection | null;
  /** Of the other domains. */
  readonly others: readonly IniSection[];
}

function sectionsOf(text: Bytes, domains: readonly string[]): Sections {
  const { sections } = readIni(utf8Text(text));
  const named = sections.filter(({ name }) => name.startsWith('domain '));
  const isMeant = ({ name }: IniSection) => {
    const checked = checkDomainName(name.slice('domain '.length));
    return checked.ok && domains.includes(checked.value.domain);
  };
  return { own: named.filter(isMeant), shared: sections.find(({ name }) => name === SHARED) ?? null, others: named.filter((each) => !isMeant(each)) };
}

function says({ entries }: IniSection, key: string): boolean {
  return entries.some((each) => each.key === key);
}

function apply(text: Bytes, edit: IniEdit): Bytes {
  const edited = editIni(text, edit);
  if (edited === null) throw new Error(`no section [${edit.section}]`);
  return edited;
}
