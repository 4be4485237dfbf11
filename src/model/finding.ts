// What a check saw, as a sending server would.
export type Severity = 'error' | 'warning' | 'note';

export type FindingCode =
  | 'policy-unreachable'
  | 'policy-tls'
  | 'policy-certificate'
  | 'policy-certificate-old'
  | 'policy-status'
  | 'policy-media-type'
  | 'policy-too-large'
  | 'policy-malformed'
  | 'policy-differs'
  | 'policy-slow'
  | 'address-unknown'
  | 'challenge-unreachable'
  | 'renewal-stale';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly domain: string;
  /** Where it was seen: "203.0.113.1:443". */
  readonly where: string | null;
  readonly message: string;
  /** The clause it rests on: "RFC 8461 3.3". */
  readonly clause: string;
  /** What to do. */
  readonly next: string;
}
