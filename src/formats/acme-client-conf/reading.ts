// acme-client(1) reading its configuration: what has been read so far, and where.
import type { AcmeAuthority, AcmeClientWorld, AcmeDomain, AcmeStatement } from '../../model/acme-client-conf.ts';
import { DROP, type ParseContext, type Signal, type Statement } from '../bsd-conf/driver.ts';
import type { Lexer } from '../bsd-conf/lexer.ts';
import type { Value } from '../bsd-conf/token.ts';

/** A block under way; null means: not said. */
export interface AuthorityDraft {
  readonly name: string;
  apiUrl: string | null;
  accountKey: string | null;
  accountKeyType: AcmeAuthority['accountKeyType'];
  contact: string | null;
  insecure: boolean;
}

export interface DomainDraft {
  readonly handle: string;
  name: string | null;
  readonly alternativeNames: string[];
  key: string | null;
  keyType: AcmeDomain['keyType'];
  certificate: string | null;
  chain: string | null;
  fullChain: string | null;
  authority: string | null;
  challengedir: string | null;
  profile: string | null;
}

const KINDS = new Set(['macro', 'include', 'error']);

export class AcmeReading implements ParseContext {
  readonly values: Value[] = [];
  result: Value = null;
  readonly lexer: Lexer;
  readonly world: AcmeClientWorld;
  statement: () => Statement = () => ({ start: 0, end: 0, line: 1, file: '' });
  authority: AuthorityDraft | null = null;
  domain: DomainDraft | null = null;
  /** Names count from their block's first line on, whatever becomes of the block (FACTS 4). */
  readonly authorityNames = new Set<string>();
  firstAuthority: string | null = null;
  readonly handles = new Set<string>();
  /** Every key and certificate file of every domain: no path may be named twice (FACTS 4). */
  readonly files = new Set<string>();
  readonly authorities: AcmeAuthority[] = [];
  readonly domains: AcmeDomain[] = [];
  readonly statements: AcmeStatement[] = [];
  readonly includes: string[] = [];
  readonly macros: [string, string][] = [];

  constructor(lexer: Lexer, world: AcmeClientWorld) {
    this.lexer = lexer;
    this.world = world;
  }

  text(at: number): string {
    return String(this.values[at] ?? '');
  }

  mistake(text: string): Signal {
    this.lexer.reader.report(text);
    return DROP;
  }

  /** A message of the program, without file and line; it drops the block all the same. */
  complain(text: string): Signal {
    this.lexer.reader.messages.push(`acme-client: ${text}`);
    return DROP;
  }

  ended(rule: string, { start, end, line }: Statement): void {
    if (KINDS.has(rule)) this.statements.push({ kind: rule as AcmeStatement['kind'], range: { start, end }, line });
  }
}
