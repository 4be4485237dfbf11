// What a resolver says of a name.
import type { Bytes } from './bytes.ts';

export interface MxRecord {
  readonly preference: number;
  /** Without the final dot; "." for none (RFC 7505). */
  readonly exchange: string;
}

/** RFC 8659 4.1. */
export interface CaaRecord {
  /** Whoever does not know the tag must not issue. */
  readonly isCritical: boolean;
  /** Lower case: "issue". */
  readonly tag: string;
  readonly value: string;
}

/** What each type of record holds. */
export interface DnsValues {
  readonly A: string;
  readonly AAAA: string;
  readonly CAA: CaaRecord;
  readonly MX: MxRecord;
  /** Name of a server. */
  readonly NS: string;
  readonly SOA: { readonly serial: number };
  /** The character-strings of one record, not joined. */
  readonly TXT: readonly Bytes[];
}
export type DnsType = keyof DnsValues;

/** Why there is no answer. `no-resolver`: none of the resolvers has answered anything in this run. */
export type DnsFault = 'servfail' | 'refused' | 'bogus' | 'timeout' | 'unreadable' | 'alias-loop' | 'too-large' | 'no-resolver';

export type DnsAnswer<T extends DnsType = DnsType> =
  | { readonly kind: 'records'; readonly values: readonly DnsValues[T][]; readonly aliases: readonly string[]; readonly ttlSeconds: number; readonly isAuthenticated: boolean }
  /** `no-name`: NXDOMAIN; `no-data`: the name is there, without such a record. */
  | { readonly kind: 'none'; readonly why: 'no-name' | 'no-data'; readonly aliases: readonly string[] }
  | { readonly kind: 'failed'; readonly why: DnsFault; readonly word: string };

export interface DnsQuestion<T extends DnsType = DnsType> {
  readonly name: string;
  readonly type: T;
}
