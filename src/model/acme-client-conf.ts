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
  readonly file: string;
  readonly line: number;
  readonly range: Range;
}

export interface AcmeClientConf {
  readonly authorities: readonly AcmeAuthority[];
  readonly domains: readonly AcmeDomain[];
  readonly includes: readonly string[];
}

export interface AcmeClientWorld {
  readonly readInclude: (path: string) => string | null;
  /** Permission bits of an existing file, null if there is none. */
  readonly modeOf: (path: string) => number | null;
}

/** What `acme-client -n -f FILE HANDLE` would say, and what it understood. */
export interface AcmeClientVerdict {
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
  readonly conf: AcmeClientConf;
}
