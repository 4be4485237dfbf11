// What reading a file tells that the program's own check does not.
import type { Place } from './place.ts';
import type { Severity } from './finding.ts';

export type LintCode =
  | 'verdict'
  | 'latent-fault'
  | 'shadowed-server'
  | 'challenge-swallowed'
  | 'challenge-elsewhere'
  | 'policy-swallowed'
  | 'location-without-slash'
  | 'policy-media-type'
  | 'ipv4-only'
  | 'ocsp-staple'
  | 'old-spelling'
  | 'key-mismatch'
  | 'port-taken'
  | 'handle-without-chain'
  | 'handle-outside-chroot'
  | 'renewal-exit-2'
  | 'renewal-without-reload'
  | 'renewal-forced'
  | 'renewal-old-flag'
  | 'renewal-user-column'
  | 'renewal-seldom'
  | 'renewal-unheard'
  | 'policy-syntax'
  | 'policy-sender'
  | 'configuration';

export interface LintFinding {
  readonly code: LintCode;
  readonly severity: Severity;
  readonly place: Place;
  /** Subject first, present tense. */
  readonly message: string;
  /** Why it matters to delivery or to the daemon. */
  readonly why: string;
  /** What to write instead. */
  readonly next: string;
}

export type LintKind = 'httpd.conf' | 'acme-client.conf' | 'crontab' | 'policy' | 'stsctl.conf';
