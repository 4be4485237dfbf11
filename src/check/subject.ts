// The domain that is looked at, and what we know of it beforehand.
import type { Bytes } from '../model/bytes.ts';

export interface Subject {
  /** Lower-case A-labels. */
  readonly domain: string;
  readonly policyHost: string;
  /** What the configuration wants; null for a domain of others. */
  readonly ours: Ours | null;
}

export interface Ours {
  readonly body: Bytes;
  readonly policyId: string;
  readonly addresses: readonly string[];
  /** Text of the _smtp._tls record; null for none. */
  readonly tlsrpt: string | null;
}
