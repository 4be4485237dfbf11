// One pass of httpd(8) over its configuration: what has been read so far, and where.
import type { Bytes } from '../../model/bytes.ts';
import type { HttpdWorld, Server, TopStatement } from '../../model/httpd-conf.ts';
import { DROP, type ParseContext, type Signal, type Statement } from '../bsd-conf/driver.ts';
import type { Lexer } from '../bsd-conf/lexer.ts';
import type { Value } from '../bsd-conf/token.ts';
import { DEFAULT_CHROOT, DEFAULT_PREFORK, DEFAULT_TYPE } from './defaults.ts';
import type { LocationDraft, ServerDraft, ServingDraft } from './drafts.ts';
import { SocketTable } from './socket-table.ts';

/** The first pass stops at the first server; the second reads everything (FACTS 1, Two passes). */
export type Pass = 'first' | 'second';

/** What holds for all servers; the second pass goes on with what the first one read. */
export interface Globals {
  chroot: string;
  logdir: string | null;
  prefork: number;
  defaultType: string;
  errdocs: string | null;
}

export function defaultGlobals(): Globals {
  return { chroot: DEFAULT_CHROOT, logdir: null, prefork: DEFAULT_PREFORK, defaultType: DEFAULT_TYPE, errdocs: null };
}

const KINDS = new Set(['macro', 'include', 'main', 'types', 'error']);

export class Reading implements ParseContext {
  readonly values: Value[] = [];
  result: Value = null;
  readonly pass: Pass;
  readonly lexer: Lexer;
  readonly world: HttpdWorld;
  readonly globals: Globals;
  /** The statement under way; set once the driver exists. */
  statement: () => Statement = () => ({ start: 0, end: 0, line: 1, file: '' });
  server: ServerDraft | null = null;
  location: LocationDraft | null = null;
  /** httpd's `parentsrv`: a mistake inside a location leaves it set for good (FACTS 1, Error recovery). */
  insideLocation = false;
  media = '';
  readonly types = new Map<string, string>();
  readonly sockets = new SocketTable();
  /** Servers and locations stored; without any there is nothing to do. */
  stored = 0;
  readonly servers: Server[] = [];
  readonly statements: TopStatement[] = [];
  readonly includes: string[] = [];

  constructor(pass: Pass, lexer: Lexer, world: HttpdWorld, globals: Globals) {
    this.pass = pass;
    this.lexer = lexer;
    this.world = world;
    this.globals = globals;
  }

  text(at: number): string {
    return String(this.values[at] ?? '');
  }

  /** A NUMBER; beyond 2^53 it is a bigint, which compares and prints as well. */
  number(at: number): number | bigint {
    const value = this.values[at];
    return typeof value === 'number' || typeof value === 'bigint' ? value : 0;
  }

  isSet(at: number): boolean {
    return this.values[at] === 1;
  }

  mistake(text: string): Signal {
    this.lexer.reader.report(text);
    return DROP;
  }

  /** The block whose options are being read. */
  get serving(): ServingDraft {
    return (this.location ?? this.server ?? this.#lost()).serving;
  }

  get draft(): ServerDraft {
    return this.server ?? this.#lost();
  }

  get line(): number {
    return this.lexer.reader.line;
  }

  get file(): string {
    return this.lexer.reader.file.name;
  }

  include(path: string): Bytes | null {
    this.includes.push(path);
    return this.world.readInclude(path);
  }

  ended(rule: string, { start, end, line }: Statement): void {
    if (KINDS.has(rule)) this.statements.push({ kind: rule as TopStatement['kind'], range: { start, end }, line });
  }

  #lost(): never {
    throw new Error('an option outside a server was taken for one inside');
  }
}
