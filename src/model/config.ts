// What the operator wrote in stsctl.conf(5), complete and valid.

export type Mode = 'testing' | 'enforce' | 'none';

/** RFC 8461 3.2. */
export interface Policy {
  readonly mode: Mode;
  /** Seconds, 0..31557600 (RFC 8461 3.2). */
  readonly maxAgeSeconds: number;
  /** Lower-case A-labels, each may begin with "*." (RFC 8461 4.1); empty only when mode is none. */
  readonly mx: readonly string[];
}

/** Where the certificate of a policy host comes from. */
export type CertificateConfig =
  /** A handle of its own. */
  | { readonly kind: 'own' }
  /** That of another domain of the file: its handle names this policy host too. */
  | { readonly kind: 'shared'; readonly domain: string }
  /** Files that another ACME client writes and renews. */
  | { readonly kind: 'files'; readonly certificate: string; readonly key: string };

export interface DomainConfig {
  /** Lower-case A-labels. */
  readonly domain: string;
  /** As written, for the reader: "bücher.example". */
  readonly shown: string;
  readonly policy: Policy;
  /** True when nothing in the section makes the policy differ from `[policy]`: it shares the policy file. */
  readonly sharesPolicy: boolean;
  /** mailto: and https: URIs (RFC 8460 3); empty for none. */
  readonly tlsrpt: readonly string[];
  /** Canonical IPv4 and IPv6 numbers (RFC 5952) of mta-sts.DOMAIN, in the order written. */
  readonly addresses: readonly string[];
  readonly certificate: CertificateConfig;
  /** Absolute path of the zone file, null if not said. */
  readonly zone: string | null;
  /** Line of the section in stsctl.conf. */
  readonly line: number;
}

export interface AcmeConfig {
  /** Name of the authority in acme-client.conf. */
  readonly authority: string;
  /** Directory URL, for an authority that acme-client.conf does not have yet. */
  readonly apiUrl: string;
  readonly accountKey: string;
  readonly contact: string | null;
  readonly insecure: boolean;
  /** Type of new domain keys. */
  readonly keyType: 'rsa' | 'ecdsa';
  /** PEM file with roots of a private authority, trusted beside the built-in ones when a served policy is fetched. */
  readonly caFile: string | null;
  /** Daemons beside httpd that read a renewed certificate only when they start: rcctl(8) service names. */
  readonly alsoRestart: readonly string[];
}

/** A host to be reached over SSH. */
export interface HostConfig {
  readonly name: string;
  /** [user@]host[:port] */
  readonly ssh: string;
  readonly become: 'doas' | null;
  /** Our own client, or the system's ssh. */
  readonly transport: 'ssh2' | 'openssh';
}

/** What becomes of SMTP TLS reports (RFC 8460). */
export interface ReportsConfig {
  readonly keepDays: number;
  /** Whether a mail without a valid signature of the reporter is refused (RFC 8460 3). */
  readonly requireDkim: boolean;
  /** Whether reports that no signature proves are evidence for enforce: their names are anybody's to make up. */
  readonly countUnproved: boolean;
}

/** Who is told when what the watch daemon sees changes. */
export type Notify =
  | { readonly kind: 'mail'; readonly address: string }
  /** Run without a shell; the first is an absolute path. */
  | { readonly kind: 'program'; readonly argv: readonly string[] };

/** How stsctld watches. */
export interface WatchConfig {
  readonly listen: { readonly address: string; readonly port: number };
  /** It may be an address that other machines reach. */
  readonly allowRemote: boolean;
  readonly intervalSeconds: number;
  readonly notify: readonly Notify[];
}

export interface Config {
  /** Path of stsctl.conf as given. */
  readonly file: string;
  /** In file order, at least one. */
  readonly domains: readonly DomainConfig[];
  readonly acme: AcmeConfig;
  readonly hosts: readonly HostConfig[];
  readonly reports: ReportsConfig;
  readonly watch: WatchConfig;
}
