// The records of one name and type in an answer.
import type { Answer } from 'dns-packet';
import type { DnsType, DnsValues } from '../../model/dns.ts';

/** RFC 8659 4.1: bit 0. */
const ISSUER_CRITICAL = 0x80;

type Reader<T extends DnsType> = (data: unknown) => DnsValues[T];

const READERS: { readonly [T in DnsType]: Reader<T> } = {
  A: (data) => String(data),
  AAAA: (data) => String(data),
  CAA: (data) => {
    const { flags = 0, tag = '', value = '' } = data as { flags?: number; tag?: string; value?: string };
    return { isCritical: (flags & ISSUER_CRITICAL) !== 0, tag: tag.toLowerCase(), value };
  },
  NS: (data) => String(data),
  SOA: (data) => ({ serial: (data as { serial?: number }).serial ?? 0 }),
  MX: (data) => {
    const { preference = 0, exchange } = data as { preference?: number; exchange: string };
    return { preference, exchange };
  },
  TXT: (data) => (Array.isArray(data) ? data : [data]).map((each) => (Buffer.isBuffer(each) ? each.toString('latin1') : String(each))),
};

export interface Values<T extends DnsType> {
  readonly values: readonly DnsValues[T][];
  /** The shortest: what a cache keeps them for. */
  readonly ttlSeconds: number;
}

export function valuesOf<T extends DnsType>(answers: readonly Answer[], name: string, type: T): Values<T> {
  const own = answers.filter((each) => each.type === type && each.name.toLowerCase() === name) as readonly { ttl?: number; data: unknown }[];
  const read: Reader<T> = READERS[type];
  return { values: own.map(({ data }) => read(data)), ttlSeconds: own.reduce((least, { ttl = 0 }) => Math.min(least, ttl), Number.POSITIVE_INFINITY) };
}
