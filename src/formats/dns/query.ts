// A question to a resolver or a name server (RFC 1035 4, RFC 6891).
import { AUTHENTIC_DATA, CHECKING_DISABLED, encode, RECURSION_DESIRED } from 'dns-packet';
import type { DnsQuestion } from '../../model/dns.ts';

/** What no path on the internet fragments (DNS flag day 2020); more comes over TCP. */
const UDP_BYTES = 1232;

export interface QueryOptions {
  readonly id: number;
  /** Have the resolver hand over what does not validate (RFC 4035 3.2.2). */
  readonly isUnchecked: boolean;
  /** False for a name server, which is to tell its own zones alone. */
  readonly isRecursive: boolean;
}

/** AD in a question asks for AD in the answer without the signatures themselves (RFC 6840 5.7). */
export function formatQuery({ name, type }: DnsQuestion, { id, isUnchecked, isRecursive }: QueryOptions): Uint8Array {
  return encode({
    type: 'query',
    id,
    flags: (isRecursive ? RECURSION_DESIRED : 0) | AUTHENTIC_DATA | (isUnchecked ? CHECKING_DISABLED : 0),
    questions: [{ name, type, class: 'IN' }],
    additionals: [{ type: 'OPT', name: '.', udpPayloadSize: UDP_BYTES, extendedRcode: 0, ednsVersion: 0, flags: 0, flag_do: false, options: [] }],
  });
}
