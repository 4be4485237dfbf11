// What the watch daemon knows of the domains it looks at.
import type { Mode } from './config.ts';
import type { Finding } from './finding.ts';

export interface WatchedDomain {
  /** Lower-case A-labels. */
  readonly domain: string;
  /** As written in stsctl.conf. */
  readonly shown: string;
  /** What stsctl.conf says. */
  readonly mode: Mode;
}

/** What one check saw. Times are milliseconds since 1970. */
export interface Observation {
  readonly at: number;
  /** How long the check took. */
  readonly durationMs: number;
  /** As senders see them; null when no valid policy, or no valid record, was found. */
  readonly mode: Mode | null;
  readonly id: string | null;
  /** Of the policy host's certificate, the soonest; null when none was seen. */
  readonly certificateExpires: number | null;
  readonly findings: readonly Finding[];
  /** No mail host could be reached from here at all: nothing was learnt of them. */
  readonly isMailBlind: boolean;
}

/** A check that changed what is known of a domain. */
export interface Change {
  readonly at: number;
  readonly mode: Mode | null;
  readonly id: string | null;
  /** Keys of its errors and warnings. */
  readonly keys: readonly string[];
}

export interface Memory {
  readonly last: Observation | null;
  /** Keys of the last check and of the one before it; null for none. */
  readonly keys: readonly string[] | null;
  readonly earlierKeys: readonly string[] | null;
  /** Keys that the operator has been told of and that were not taken back since. */
  readonly told: readonly string[];
  /** Oldest first, bounded. */
  readonly changes: readonly Change[];
}

/** Sessions that reports count over the last days (RFC 8460 4.3). */
export interface ReportSums {
  readonly reports: number;
  readonly successful: number;
  readonly failed: number;
}

/** What a reader of the status page, the metrics or the API is shown. */
export interface Snapshot {
  /** Who watches: hostname(1). */
  readonly host: string;
  readonly version: string;
  readonly now: number;
  readonly startedAt: number;
  readonly intervalMs: number;
  readonly domains: readonly DomainState[];
  readonly inFlight: number;
  readonly checks: number;
  /** Checks that told nothing: no resolver answers, or a fault of ours. */
  readonly failedChecks: number;
  readonly failedNotices: number;
  readonly configuration: { readonly loadedAt: number; readonly isCurrent: boolean };
}

export interface DomainState extends WatchedDomain {
  readonly memory: Memory;
  readonly nextAt: number;
  /** Null where there is no store that may be read. */
  readonly reports: ReportSums | null;
}
