// A TLS report (RFC 8460 4) as stsctl reads, keeps and counts it.

/** What a reader took though RFC 8460 has it otherwise. */
export type Tolerated =
  | 'byte-order-mark'
  | 'cleaned-text'
  | 'cut-text'
  | 'contact-missing'
  | 'count-as-text'
  | 'count-missing'
  | 'date-without-time-zone'
  | 'date-spelling'
  | 'details-merged'
  | 'details-missing-type'
  | 'details-not-a-list'
  | 'domain-spelling'
  | 'mx-as-text'
  | 'organization-missing'
  | 'policy-string-as-text'
  | 'policy-string-missing'
  | 'policy-type-unknown'
  | 'report-id-missing'
  | 'result-type-unknown'
  | 'sending-ip-missing'
  | 'several-policies'
  | 'summary-exceeded'
  | 'headers-differ'
  | 'media-type';

export interface TlsReport {
  /** organization-name. */
  readonly organization: string;
  /** contact-info; null where the sender says none. */
  readonly contact: string | null;
  readonly reportId: string;
  /** ISO 8601 in UTC, whole seconds. */
  readonly start: string;
  readonly end: string;
  /** The UTC day most of the range lies in: "2026-11-23". */
  readonly day: string;
  readonly policies: readonly ReportedPolicy[];
  readonly tolerated: readonly Tolerated[];
}

export interface ReportedPolicy {
  /** "sts", "tlsa", "no-policy-found" (RFC 8460 4.2), or what the sender calls it. */
  readonly type: string;
  /** Lower-case A-labels. */
  readonly domain: string;
  readonly strings: readonly string[];
  readonly mx: readonly string[];
  /** Of the summary: the only numbers that may be summed up. */
  readonly successful: number;
  readonly failed: number;
  readonly details: readonly FailureDetail[];
}

/** RFC 8460 4.3. One session may stand in several of them. What a sender left out is undefined: a line of the store leaves it out too. */
export interface FailureDetail {
  readonly type: string;
  readonly sessions: number;
  readonly sendingIp: string | undefined;
  readonly mx: string | undefined;
  readonly helo: string | undefined;
  readonly receivingIp: string | undefined;
  readonly information: string | undefined;
  readonly reason: string | undefined;
}

/** Whether the mail proved who sent it (RFC 8460 3). */
export type TrustResult = 'verified' | 'unverified' | 'failed';

export interface Trust {
  readonly result: TrustResult;
  /** d= and s= of the signature that counts. */
  readonly domain: string | null;
  readonly selector: string | null;
  /** The key's s= tag: "tlsrpt" when it is declared for reports. */
  readonly service: string | null;
  /** Why it is not verified. */
  readonly why: string | null;
  /** True when the key could not be asked for just now. */
  readonly isTemporary: boolean;
}

/** One line of the store. */
export interface StoredReport extends TlsReport {
  readonly id: string;
  /** When stsctl took it, ISO 8601. */
  readonly received: string;
  readonly trust: Trust;
  /** Keys of policies that an unverified report gave before. */
  readonly replaces: readonly string[];
  /** Offset and length of the gzip member in the month's raw file. */
  readonly raw: readonly [number, number];
}
