// Whether a failed connection tells of this machine rather than of its peer.
import type { Endpoint } from '../formats/endpoint.ts';

const WORDS: ReadonlySet<string> = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** There is no IPv6 here. */
export function hasNoWay({ address }: Endpoint, word: string): boolean {
  return address.includes(':') && WORDS.has(word);
}
