// The renewal as data: which handles, and where the certificates of each are served.

import type { Diagnostic } from './diagnostic.ts';

/** One handle of acme-client.conf, and what depends on its certificate. */
export interface Renewal {
  readonly handle: string;
  /** What acme-client.conf has it name; acme-client renews at once when the certificate does not. */
  readonly names: readonly string[];
  /** The full chain that httpd serves. */
  readonly certificate: string;
  readonly schedule: Schedule | null;
  /** A line of root's crontab renews it, and its report is mailed to nobody. */
  readonly isUnheard: boolean;
  readonly served: readonly ServedAt[];
}

/** What of root's crontab renews a handle: `stsctl renew`, which keeps a record, lines of the base system alone, or none. */
export type Schedule = 'stsctl' | 'base' | 'none';

export interface ServedAt {
  readonly domain: string;
  readonly policyHost: string;
  /** Addresses of this host to connect to, port 443. */
  readonly connect: readonly string[];
}

export interface RenewalPlan {
  readonly renewals: readonly Renewal[];
  /** Services that read a renewed certificate only when they start. */
  readonly alsoRestart: readonly string[];
  /** Certificates of every TLS server of httpd.conf: for a name that several have, httpd may show any of them. */
  readonly certificates: readonly string[];
  /** Pairs on disk that would end TLS on their port at a reload. */
  readonly broken: readonly { readonly certificate: string; readonly what: string }[];
  /** Why httpd.conf can't be loaded as it is. */
  readonly doubts: readonly Diagnostic[];
  /** Configured certificates that acme-client.conf has no handle for. */
  readonly missing: readonly string[];
}

/** acme-client(1): exit 0, 2 and anything else. */
export type RenewalResult = 'renewed' | 'not-due' | 'failed';

/** The state line of a handle in /var/db/stsctl/renewals. */
export interface RenewalState {
  readonly handle: string;
  /** When it was last tried. */
  readonly at: Date;
  readonly result: RenewalResult;
  /** When the certificate on disk expires; null when there is none. */
  readonly expires: Date | null;
}
