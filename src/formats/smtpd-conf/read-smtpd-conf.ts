// What smtpd.conf(5) says of names: the host's own, and the domains it takes mail for. It judges nothing; smtpd -n does.
import type { Bytes } from '../../model/bytes.ts';

export interface SmtpdConf {
  /** Names of `pki` lines, without "*". */
  readonly pki: readonly string[];
  /** Names of `listen on … hostname NAME`. */
  readonly hostnames: readonly string[];
  /** Of `for domain`, as words, lists and inline tables. */
  readonly domains: readonly string[];
  /** Files of the tables that `for domain` names: a domain a line. */
  readonly domainFiles: readonly string[];
}

interface Tables {
  readonly inline: Map<string, string[]>;
  readonly files: Map<string, string>;
}

export function readSmtpdConf(text: Bytes): SmtpdConf {
  const statements = withoutComments(text).map(wordsOf);
  const tables = tablesOf(statements);
  const named = statements.flatMap((words) => domainsOf(words));
  const names = named.flatMap((word) => (isTable(word) ? tables.inline.get(tableName(word)) ?? [] : [word]));
  const files = named.flatMap((word) => (isTable(word) ? tables.files.get(tableName(word)) ?? [] : []));
  return {
    pki: unique(statements.flatMap(([first, name]) => (first === 'pki' && name !== undefined && name !== '*' ? [name] : []))),
    hostnames: unique(statements.flatMap((words) => (words[0] === 'listen' ? after(words, 'hostname') : []))),
    domains: unique(names.filter((name) => /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(name))),
    domainFiles: unique(files.filter((file) => file.startsWith('/'))),
  };
}

/** A line for each statement: continued ones joined, braces over several lines too. */
function withoutComments(text: Bytes): string[] {
  const joined = text.replace(/\\\r?\n/g, ' ').split(/\r?\n/).map((line) => line.replace(/^((?:[^"#]|"[^"]*")*)#.*$/, '$1'));
  return joined.join('\n').replace(/\{[^}]*\}/g, (list) => list.replaceAll('\n', ' ')).split('\n');
}

/** Words, quoted strings without their quotes, braces by themselves. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|([{}])|([^\s"{},]+)/g)].map(([, quoted, brace, word]) => quoted ?? brace ?? word ?? '');
}

/** table NAME { a, b } and table NAME file:PATH or PATH. */
function tablesOf(statements: readonly (readonly string[])[]): Tables {
  const tables: Tables = { inline: new Map(), files: new Map() };
  for (const [first, name, third, ...rest] of statements) {
    if (first !== 'table' || name === undefined || third === undefined) continue;
    if (third === '{') tables.inline.set(name, rest.filter((word) => word !== '}'));
    else tables.files.set(name, third.replace(/^file:/, ''));
  }
  return tables;
}

/** match … for domain WORD | { WORDS } | <TABLE>. */
function domainsOf(words: readonly string[]): string[] {
  const at = words.findIndex((word, index) => word === 'domain' && words[index - 1] === 'for');
  if (words[0] !== 'match' || at < 0) return [];
  const [next = '', ...rest] = words.slice(at + 1);
  return next === '{' ? rest.slice(0, rest.indexOf('}')) : [next];
}

const isTable = (word: string) => /^<.*>$/.test(word);
const tableName = (word: string) => word.slice(1, -1);
const after = (words: readonly string[], word: string) => (words.includes(word) ? [words[words.indexOf(word) + 1] ?? ''] : []);
const unique = (words: readonly string[]) => [...new Set(words)];
