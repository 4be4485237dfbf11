// acme-client.conf(5) as acme-client(1) understands it.
import type { Range } from './httpd-conf.ts';

export interface AcmeAuthority {
  readonly name: string;
  readonly apiUrl: string;
  readonly accountKey: string;
  readonly accountKeyType: 'rsa' | 'ecdsa';
  readonly contact: string | null;
  readonly insecure: boolean;
  readonly file: string;
  readonly line: number;
  readonly range: Range;
}

export interface AcmeDomain {
  readonly handle: string;
  /** `domain name`, the handle unless set. */
  readonly name: string;
  readonly alternativeNames: readonly string[];
  readonly key: string;
  readonly keyType: 'rsa' | 'ecdsa';
  readonly certificate: string | null;
  readonly chain: string | null;
  readonly fullChain: string | null;
  /** Name of the authority used: `sign with`, else the first one; null if there is none. */
  readonly authority: string | null;
  readonly challengedir: string;
  readonly profile: string | null;
  /** Which of the options with a default were written. */
  readonly said: readonly ('sign with' | 'challengedir')[];
  readonly file: string;
  readonly line: number;
  readonly range: Range;
}

export interface AcmeClientConf {
  readonly authorities: readonly AcmeAuthority[];
  readonly domains: readonly AcmeDomain[];
  readonly includes: readonly string[];
  /** Names and values in order of reading, redefinitions included. */
  readonly macros: readonly (readonly [name: string, value: string])[];
  /** Names of macros no `$` asks for, in order of definition; acme-client -v warns of them. */
  readonly unusedMacros: readonly string[];
  /** The statements of the top file that are no block, and the lines that were dropped. */
  readonly statements: readonly AcmeStatement[];
}

export interface AcmeStatement {
  readonly kind: 'macro' | 'include' | 'error';
  readonly range: Range;
  readonly line: number;
}

export interface AcmeClientWorld {
  /** Content of an included file; null if it can't be opened; a directory is an empty file. */
  readonly readInclude: (path: string) => string | null;
  /** Permission bits of an existing file; null if there is none; else the system's words for why it can't be looked at ("Not a directory"). */
  readonly modeOf: (path: string) => number | string | null;
}

/** What `acme-client -n -f FILE HANDLE` would say, and what it understood. */
export interface AcmeClientVerdict {
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
  readonly conf: AcmeClientConf;
}
