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
  | 'policy-http'
  | 'address-unknown'
  | 'challenge-unreachable'
  | 'caa-forbids'
  | 'renewal-stale'
  | 'renewal-missing'
  | 'certificate-unloadable'
  | 'httpd-stopped'
  | 'httpd-disabled'
  | 'policy-file-differs'
  | 'clock-differs'
  | 'dns-no-resolver'
  | 'dns-servfail'
  | 'dns-refused'
  | 'dns-bogus'
  | 'dns-timeout'
  | 'dns-unreadable'
  | 'dns-alias-loop'
  | 'dns-too-large'
  | 'ns-differs'
  | 'ns-unanswered'
  | 'ns-passed-over'
  | 'ns-blocked'
  | 'domain-unknown'
  | 'sts-absent'
  | 'sts-record-missing'
  | 'sts-record-several'
  | 'sts-record-malformed'
  | 'sts-record-sender'
  | 'sts-record-unrelated'
  | 'sts-record-alias'
  | 'sts-id-differs'
  | 'sts-id-early'
  | 'tlsrpt-missing'
  | 'tlsrpt-several'
  | 'tlsrpt-malformed'
  | 'tlsrpt-differs'
  | 'address-differs'
  | 'address-private'
  | 'policy-certificate-expiring'
  | 'policy-sender'
  | 'policy-unknown-sni'
  | 'policy-addresses-differ'
  | 'policy-max-age-short'
  | 'policy-mode-none'
  | 'ipv6-absent'
  | 'mx-none'
  | 'mx-null'
  | 'mx-implicit'
  | 'mx-many'
  | 'mx-name'
  | 'mx-alias'
  | 'mx-without-address'
  | 'mx-private'
  | 'mx-unmatched'
  | 'mx-dropped'
  | 'mx-pattern-unused'
  | 'mx-unreachable'
  | 'mx-slow'
  | 'mx-refused'
  | 'mx-no-starttls'
  | 'mx-tls'
  | 'mx-certificate'
  | 'mx-certificate-expiring'
  | 'smtp-blocked';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Empty for what is true of the whole run. */
  readonly domain: string;
  /** Where it was seen: "203.0.113.1:443". */
  readonly where: string | null;
  readonly message: string;
  /** The clause it rests on: "RFC 8461 3.3". */
  readonly clause: string;
  /** What to do. */
  readonly next: string;
}
