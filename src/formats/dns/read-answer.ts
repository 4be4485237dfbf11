// The answer in a DNS message, which may be anything at all (RFC 1035 4, RFC 2308 2).
import { decode, type Answer, type DecodedPacket } from 'dns-packet';
import type { DnsAnswer, DnsQuestion, DnsType } from '../../model/dns.ts';
import { followAliases } from './follow-aliases.ts';
import { valuesOf } from './record-values.ts';

export type ReadAnswer<T extends DnsType = DnsType> =
  /** Not the answer to this question: a stray or forged datagram. */
  | { readonly kind: 'other' }
  | { readonly kind: 'truncated' }
  /** `isFinal` is false when whoever answered does not recurse and the aliases lead on to another name. `isAuthoritative`: the zone is its own (AA). */
  | { readonly kind: 'answer'; readonly answer: DnsAnswer<T>; readonly isFinal: boolean; readonly isAuthoritative: boolean };

const HEADER_BYTES = 12;
/** More records than any domain needs; reading them costs time for each. */
const MAX_RECORDS = 2500;

export function readAnswer<T extends DnsType>(bytes: Uint8Array, question: DnsQuestion<T>, id: number): ReadAnswer<T> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < HEADER_BYTES || buffer.readUInt16BE(0) !== id || (buffer[2] ?? 0) < 0x80) return { kind: 'other' };
  if (((buffer[2] ?? 0) & 0x02) !== 0) return { kind: 'truncated' };
  const count = buffer.readUInt16BE(6) + buffer.readUInt16BE(8) + buffer.readUInt16BE(10);
  if (count > MAX_RECORDS) return failed('too-large', `${count} records`);
  const packet = decoded(buffer);
  if (typeof packet === 'string') return failed('unreadable', packet);
  return isTheQuestion(packet, question) ? judge(packet, question) : { kind: 'other' };
}

function failed(why: 'too-large' | 'unreadable' | 'servfail' | 'refused' | 'alias-loop', word: string): { kind: 'answer'; answer: { kind: 'failed'; why: typeof why; word: string }; isFinal: true; isAuthoritative: false } {
  return { kind: 'answer', answer: { kind: 'failed', why, word }, isFinal: true, isAuthoritative: false };
}

/** dns-packet throws on anything that is no message: pointers that lead forward, names and records that are cut off. */
function decoded(buffer: Buffer): DecodedPacket | string {
  try {
    return decode(buffer);
  } catch (error) {
    return (error as Error).message;
  }
}

/** A server that could not read the question need not repeat it. */
function isTheQuestion({ questions = [] }: DecodedPacket, { name, type }: DnsQuestion): boolean {
  const [asked] = questions;
  return asked === undefined || (asked.type === type && asked.name.toLowerCase() === name.toLowerCase());
}

const NO_ANSWER: ReadonlyMap<string, 'servfail' | 'refused'> = new Map([
  ['SERVFAIL', 'servfail'],
  ['REFUSED', 'refused'],
]);

function judge<T extends DnsType>(packet: DecodedPacket, { name, type }: DnsQuestion<T>): ReadAnswer<T> {
  const { rcode } = packet as DecodedPacket & { rcode: string };
  if (rcode !== 'NOERROR' && rcode !== 'NXDOMAIN') return failed(NO_ANSWER.get(rcode) ?? 'refused', rcode);
  const answers: readonly Answer[] = packet.answers ?? [];
  const chain = followAliases(name, answers);
  if (chain === 'loop') return failed('alias-loop', `the aliases of ${name} have no end`);
  const { aliases, target } = chain;
  const { values, ttlSeconds } = valuesOf(answers, target, type);
  if (values.length > 0) return { kind: 'answer', isFinal: true, isAuthoritative: packet.flag_aa, answer: { kind: 'records', values, aliases, ttlSeconds, isAuthenticated: packet.flag_ad } };
  // RFC 6604 3: the code is that of the last name of the chain.
  return { kind: 'answer', isFinal: packet.flag_ra || aliases.length === 0, isAuthoritative: packet.flag_aa, answer: { kind: 'none', why: rcode === 'NXDOMAIN' ? 'no-name' : 'no-data', aliases } };
}
