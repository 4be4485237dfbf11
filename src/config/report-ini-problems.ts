// What is wrong with the lines of stsctl.conf, in words.
import type { DiagnosticCode } from '../model/diagnostic-code.ts';
import type { IniProblem } from '../formats/ini/ini-file.ts';
import { quoted } from './checked.ts';
import type { Problems } from './problems.ts';
import { SECTIONS, type SectionKind } from './sections.ts';

type Message<K extends IniProblem['kind']> = (problem: Extract<IniProblem, { kind: K }>) => string;

const MESSAGES: { readonly [K in IniProblem['kind']]: { readonly code: DiagnosticCode; readonly message: Message<K> } } = {
  'byte-order-mark': { code: 'config-syntax', message: () => 'the file begins with a byte order mark; save it as UTF-8 without one' },
  'not-utf8': { code: 'config-syntax', message: () => 'the line is not UTF-8; save the file as UTF-8' },
  'control-character': { code: 'config-syntax', message: ({ code }) => `the line holds the control character ${controlName(code)}; only tabs are allowed` },
  'bad-header': { code: 'config-syntax', message: () => 'the section header is malformed; write [policy], [domain NAME], [acme] or [host NAME] alone on its line' },
  'no-equals': { code: 'config-syntax', message: ({ spot }) => `${quoted(spot.source.trim())} has no "="; write key = value, or begin a comment with ";"` },
  'no-key': { code: 'config-syntax', message: () => 'the line has nothing before "="; write key = value' },
  'before-section': { code: 'config-syntax', message: ({ spot }) => `${wordAt(spot)} stands before any section; write it below [policy], [domain NAME], [acme] or [host NAME]` },
  'duplicate-section': { code: 'config-duplicate', message: ({ name, firstLine }) => `section [${name}] stands here again, first on line ${firstLine}; write all of it there` },
  'duplicate-key': { code: 'config-duplicate', message: duplicateKey },
};

export function reportIniProblems(found: readonly IniProblem[], problems: Problems): void {
  for (const problem of found) {
    const { code, message } = MESSAGES[problem.kind];
    problems.add(code, problem.spot, (message as (problem: IniProblem) => string)(problem));
  }
}

function duplicateKey({ entry, section, firstLine }: Extract<IniProblem, { kind: 'duplicate-key' }>): string {
  const kind = section.split(' ')[0] ?? '';
  const keys = Object.hasOwn(SECTIONS, kind) ? SECTIONS[kind as SectionKind].keys : {};
  const isList = Object.hasOwn(keys, entry.key) && keys[entry.key]?.takes === 'list';
  return `${entry.key} stands here again, first on line ${firstLine}; ${isList ? `write ${entry.key}[] = for each` : 'keep one of them'}`;
}

function wordAt({ source, column, length }: IniProblem['spot']): string {
  return quoted(source.slice(column - 1, column - 1 + length));
}

const CONTROL_NAMES: Readonly<Record<number, string>> = { 0: 'NUL', 13: 'CR', 27: 'ESC', 127: 'DEL' };

function controlName(code: number): string {
  return CONTROL_NAMES[code] ?? `0x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}
