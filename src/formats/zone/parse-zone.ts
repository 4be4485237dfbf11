// What the entries of a master file say: records with their owners, and the directives in force (RFC 1035 5.1, RFC 2308 4).
import type { Bytes } from '../../model/bytes.ts';
import { lexZone, type Entry, type Token } from './lex-zone.ts';
import { absoluteName } from './zone-name.ts';

export interface ZoneRecord {
  /** Among the records of the zone. */
  readonly index: number;
  readonly entry: Entry;
  /** As absoluteName gives it. */
  readonly owner: string;
  /** Null: it is that of the record before. */
  readonly ownerToken: Token | null;
  readonly ttl: Token | null;
  readonly class: Token | null;
  /** Upper case: "TXT". */
  readonly type: string;
  readonly typeToken: Token;
  readonly values: readonly Token[];
  /** In force here, for relative names. */
  readonly origin: string;
  /** A $TTL is in force. */
  readonly hasDefaultTtl: boolean;
}

export interface ZoneProblem {
  readonly line: number;
  readonly message: string;
}

export interface Zone {
  readonly text: Bytes;
  readonly entries: readonly Entry[];
  readonly records: readonly ZoneRecord[];
  readonly byOwner: ReadonlyMap<string, readonly ZoneRecord[]>;
  /** Files it includes: recognised, never followed. */
  readonly includes: readonly { readonly line: number; readonly file: string }[];
  readonly problems: readonly ZoneProblem[];
}

interface Scope {
  readonly text: Bytes;
  readonly records: ZoneRecord[];
  readonly byOwner: Map<string, ZoneRecord[]>;
  readonly includes: { line: number; file: string }[];
  origin: string;
  hasDefaultTtl: boolean;
}

/** Stands for the name the zone has in nsd.conf(5), as long as it is not known; no name of a file is the same. */
export const UNKNOWN_ORIGIN = '\0';

/** Total. `origin` is the name of the zone. */
export function parseZone(text: Bytes, origin: string = UNKNOWN_ORIGIN): Zone {
  const entries = lexZone(text);
  const scope: Scope = { text, records: [], byOwner: new Map(), includes: [], origin, hasDefaultTtl: false };
  const problems = loneReturns(text);
  for (const entry of entries) {
    const message = entry.problem ?? readEntry(entry, scope);
    if (message !== null) problems.push({ line: entry.line, message });
  }
  return { text, entries, records: scope.records, byOwner: scope.byOwner, includes: scope.includes, problems };
}

/** To some versions of nsd it is a blank, to others the end of a line. */
function loneReturns(text: Bytes): ZoneProblem[] {
  const at = text.search(/\r(?!\n|$)/);
  return at < 0 ? [] : [{ line: text.slice(0, at).split('\n').length, message: 'a carriage return stands in the middle of a line' }];
}

/** Null when it was understood. */
function readEntry(entry: Entry, scope: Scope): string | null {
  const [first] = entry.tokens;
  if (first === undefined) return null;
  const word = scope.text.slice(first.start, first.end);
  if (!first.isQuoted && word.startsWith('$')) return readDirective(word.toUpperCase(), entry, scope);
  return readRecord(entry, scope);
}

function readDirective(word: string, { tokens, line, isIndented }: Entry, scope: Scope): string | null {
  const [, argument] = tokens;
  if (isIndented) return `${word} is not at the beginning of its line`;
  if (argument === undefined) return `${word} has nothing behind it`;
  const value = wordOf(scope.text, argument);
  if (word === '$TTL') scope.hasDefaultTtl = true;
  else if (word === '$ORIGIN') scope.origin = absoluteName(value, scope.origin);
  else if (word === '$INCLUDE') scope.includes.push({ line, file: value });
  else return `${word} is no directive of nsd`;
  return null;
}

const TTL = /^\d[\dsmhdw]*$/i;
const CLASS = /^(?:IN|CH|HS|CS|CLASS\d+)$/i;
const TYPE = /^[A-Z][A-Z0-9-]*$/;

function readRecord(entry: Entry, scope: Scope): string | null {
  const { text, origin, hasDefaultTtl } = scope;
  let next = entry.isIndented ? 0 : 1;
  const ownerToken = entry.isIndented ? null : (entry.tokens[0] ?? null);
  const owner = ownerToken === null ? scope.records.at(-1)?.owner : absoluteName(wordOf(text, ownerToken), origin);
  if (owner === undefined) return 'a record has no owner, and there is none before it';
  const found: { ttl: Token | null; class: Token | null } = { ttl: null, class: null };
  // RFC 1035 5.1: TTL and class in either order, each of them optional.
  for (let turn = 0; turn < 2; turn += 1) {
    const token = entry.tokens[next];
    const kind = kindOf(text, token);
    if (token === undefined || kind === null || found[kind] !== null) break;
    found[kind] = token;
    next += 1;
  }
  const typeToken = entry.tokens[next];
  const values = entry.tokens.slice(next + 1);
  const type = typeToken === undefined ? '' : wordOf(text, typeToken).toUpperCase();
  if (typeToken === undefined || !TYPE.test(type)) return 'a record has no type';
  const record = { index: scope.records.length, entry, owner, ownerToken, ...found, type, typeToken, values, origin, hasDefaultTtl };
  scope.records.push(record);
  const same = scope.byOwner.get(owner);
  if (same === undefined) scope.byOwner.set(owner, [record]);
  else same.push(record);
  return null;
}

function kindOf(text: Bytes, token: Token | undefined): 'ttl' | 'class' | null {
  const word = token === undefined || token.isQuoted ? '' : wordOf(text, token);
  if (TTL.test(word)) return 'ttl';
  return CLASS.test(word) ? 'class' : null;
}

/** Without the quotes. */
export function wordOf(text: Bytes, { start, end, isQuoted }: Token): string {
  return isQuoted ? text.slice(start + 1, end - 1) : text.slice(start, end);
}
