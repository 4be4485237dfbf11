// What the host and the zone should look like, as far as the configuration alone decides it.
import type { AcmeConfig, DomainConfig, ReportsConfig } from './config.ts';

/** One resource record to publish. */
export interface DnsRecord {
  /** Absolute name without the final dot. */
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'TXT';
  /** Address, or the TXT text unquoted. */
  readonly value: string;
}

export interface PolicyFile {
  /** Absolute path on the host: "/var/www/mta-sts/mta-sts.txt". */
  readonly path: string;
  /** CRLF throughout (RFC 8461 3.2). */
  readonly content: string;
  readonly domains: readonly string[];
}

export interface DesiredDomain extends DomainConfig {
  /** "mta-sts." + domain (RFC 8461 3.3): server name, handle and certificate name. */
  readonly policyHost: string;
  readonly policyFile: PolicyFile;
  /** Directory of the policy file seen from httpd's chroot: "/mta-sts". */
  readonly policyRoot: string;
  /** Hash of the policy text, 1*32(ALPHA / DIGIT) (RFC 8461 3.1). */
  readonly policyId: string;
  readonly records: readonly DnsRecord[];
  readonly wantedCertificate: WantedCertificate;
}

/** Of one policy host, or of several that share it. */
export interface WantedCertificate {
  /** The handle in acme-client.conf: the policy host of the domain it belongs to; null for files of another client. */
  readonly handle: string | null;
  /** Policy hosts it is to name, that of the handle first; empty for files of another client. */
  readonly names: readonly string[];
  readonly certificate: string;
  readonly key: string;
}

/** Templates, compiled, by name below templates/: "httpd.conf/mta-sts-policy.hbs". */
export type Templates = ReadonlyMap<string, { readonly file: string; readonly source: string; readonly program: string }>;

export interface Desired {
  readonly configFile: string;
  readonly domains: readonly DesiredDomain[];
  /** Each path once. */
  readonly policyFiles: readonly PolicyFile[];
  readonly acme: AcmeConfig;
  readonly reports: ReportsConfig;
  readonly templates: Templates;
}
