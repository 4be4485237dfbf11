// The domain that is looked at, and what we know of it beforehand.
import type { Bytes } from '../model/bytes.ts';
import type { OnDisk } from './judge-fetched.ts';

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
  /** Names that CAA records have the authority by; empty where none is known or asked. */
  readonly issuers: readonly string[];
  /** Of acme-client.conf; null for a certificate of another client. */
  readonly handle: string | null;
  /** The host that serves it; null where there is none to look at. */
  readonly host: HostSide | null;
}

/** What a host says of one policy host. */
export interface HostSide {
  readonly isRunning: boolean;
  readonly isEnabled: boolean;
  /** Where httpd looks for the policy. */
  readonly policyFile: string;
  /** What is there; null for nothing. */
  readonly policy: Bytes | null;
  /** What httpd loads at its next reload; null when there is none. */
  readonly certificate: OnDisk | null;
  /** The host's own addresses. */
  readonly addresses: readonly string[];
}
