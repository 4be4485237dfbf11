// What the host looks like now, as far as a plan needs to know.
import type { Bytes } from './bytes.ts';
import type { FileStat } from './host.ts';

export interface FileFact {
  readonly stat: FileStat | null;
  /** Null for a missing file, and for one that was only looked at. */
  readonly content: Bytes | null;
}

export interface DaemonFact {
  readonly enabled: boolean;
  readonly running: boolean;
}

export interface Facts {
  /** For messages. */
  readonly host: string;
  readonly root: string;
  /** What uname(1) says it runs, "" if it says nothing; null in a tree, where nothing runs. */
  readonly system: string | null;
  readonly uid: number;
  /** By path: every file and directory asked for. */
  readonly files: ReadonlyMap<string, FileFact>;
  /** By the path of a private key that is there: its public half in PEM, null if the file holds no usable key. Without an entry nobody can tell. */
  readonly publicKeys: ReadonlyMap<string, string | null>;
  /** Keys that others than their owner may use, and that are symbolic links: stsctl changes no mode through one. */
  readonly linkedKeys: ReadonlySet<string>;
  /** How cron is to run stsctl on the host; null where it is not installed. */
  readonly agent: readonly string[] | null;
  /** Where it is reached from the machine stsctl runs on; null when it is that machine. */
  readonly reach: string | null;
  /** How far its clock is ahead of this machine's, in milliseconds. */
  readonly clockAheadMs: number;
  /** Absolute paths of base programs that are there. */
  readonly programs: ReadonlySet<string>;
  /** Null where there is no rcctl to ask. */
  readonly httpd: DaemonFact | null;
  /** root's crontab; null if there is none. */
  readonly crontab: Bytes | null;
  /** The host's own addresses. */
  readonly addresses: readonly string[];
  /** What names in `listen on` resolve to, null if to nothing. */
  readonly resolved: ReadonlyMap<string, readonly string[] | null>;
}
