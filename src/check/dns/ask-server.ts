// One question to one server: UDP, and TCP when the answer is cut off.
import { randomInt } from 'node:crypto';
import type { DnsFault, DnsQuestion, DnsType } from '../../model/dns.ts';
import type { Endpoint } from '../../formats/endpoint.ts';
import { formatQuery, type QueryOptions } from '../../formats/dns/query.ts';
import { readAnswer, type ReadAnswer } from '../../formats/dns/read-answer.ts';
import { exchangeTcp } from './exchange-tcp.ts';
import { exchangeUdp } from './exchange-udp.ts';

export type Settled<T extends DnsType> = Extract<ReadAnswer<T>, { kind: 'answer' }>;

/** The system's word when nothing came back. Never throws. */
export async function askServer<T extends DnsType>(server: Endpoint, question: DnsQuestion<T>, { timeoutMs, ...options }: Omit<QueryOptions, 'id'> & { readonly timeoutMs: number }): Promise<Settled<T> | string> {
  const id = randomInt(0x10000);
  const accept = (bytes: Uint8Array) => {
    const read = readAnswer(bytes, question, id);
    return read.kind === 'other' ? null : read;
  };
  const exchange = { server, query: formatQuery(question, { id, ...options }), timeoutMs, accept };
  const udp = await exchangeUdp(exchange);
  const result = typeof udp === 'object' && udp.kind === 'truncated' ? await exchangeTcp(exchange) : udp;
  if (typeof result === 'string') return result;
  // RFC 1035 4.2.2: over TCP nothing is cut off.
  return result.kind === 'answer' ? result : fault('unreadable', 'cut off over TCP too');
}

export function fault(why: DnsFault, word: string) {
  return { kind: 'answer', answer: { kind: 'failed', why, word }, isFinal: true, isAuthoritative: false } as const;
}
