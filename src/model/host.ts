// How the stages see a host: what can be asked of it, and what can be done to it.
import type { Bytes } from './bytes.ts';

export type FileKind = 'file' | 'directory' | 'symlink' | 'other';

/** lstat(2), never following a final symlink. */
export interface FileStat {
  readonly kind: FileKind;
  /** Permission bits, 0..0o7777. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
}

/** One question; all of a gathering's questions travel together. */
export type Probe =
  /** With `follow` a final symbolic link is followed, as programs do that open the path. */
  | { readonly kind: 'stat'; readonly path: string; readonly follow?: true }
  /** Stat and, of a regular file, its content; more than `maxBytes` is an error. */
  | { readonly kind: 'file'; readonly path: string; readonly maxBytes: number; readonly follow?: true }
  /** The public half of a private key's file, which openssl(1) gives on the host: the key itself never leaves it. */
  | { readonly kind: 'public-key'; readonly path: string }
  /** argv[0] is an absolute path. The program must only look. */
  | { readonly kind: 'run'; readonly argv: readonly string[] }
  /** Addresses of the host's own interfaces. */
  | { readonly kind: 'addresses' }
  /** Addresses of a host name, interface or interface group, as the host resolves it. */
  | { readonly kind: 'resolve'; readonly name: string };

/** `error` is the system's word ("EACCES"); a missing file is `stat: null` and no error. */
export type Answer =
  | { readonly kind: 'stat'; readonly stat: FileStat | null; readonly error: string | null }
  | { readonly kind: 'file'; readonly stat: FileStat | null; readonly content: Bytes | null; readonly error: string | null }
  /** PEM; null when the file holds no key that can be used; undefined when nobody can tell. */
  | { readonly kind: 'public-key'; readonly pem: string | null | undefined }
  | { readonly kind: 'run'; readonly result: RunResult }
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'resolve'; readonly addresses: readonly string[] | null };

export interface RunResult {
  /** Exit status; null when ended by a signal, timed out or not started. */
  readonly exit: number | null;
  readonly stdout: Bytes;
  readonly stderr: Bytes;
  /** "SIGKILL", "timed out", "ENOENT": why there is no exit status. */
  readonly failure: string | null;
}

/** Numbers are given again, after a reboot above all: the start tells two processes of one number apart. */
export interface HostProcess {
  readonly pid: number;
  /** As ps(1) of the host says it (-o lstart) in UTC; "" where that is not known. */
  readonly start: string;
}

/** Owner and mode a file is to have. */
export interface Attributes {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface RunOptions {
  /** Ends early when a run is killed or a connection ends: for programs that lose nothing by it. */
  readonly stdin?: Bytes;
  readonly timeoutMs: number;
}

export interface HostReader {
  /** For messages: "this host", "mail1". */
  readonly name: string;
  /** Prefix of every path and program, "" for none. */
  readonly root: string;
  /** Who acts on the host; only 0 can give files away. */
  readonly uid: number;
  /** Answers in the order of the probes; writes nothing. */
  gather(probes: readonly Probe[]): Promise<Answer[]>;
  /** How cron is to run stsctl there: absolute program and arguments; null where it is not installed. */
  readonly agent: readonly string[] | null;
  /** Where it is reached from the machine stsctl runs on; null when it is that machine. */
  readonly reach: string | null;
  /** How far its clock is ahead of this machine's, in milliseconds; 0 for this machine, and until the host has been asked anything. */
  readonly clockAheadMs: number;
}

/**
 * Paths are the host's own, without the root. Every method throws HostError with the system's word when it can't;
 * none leaves anything half done.
 */
export interface Host extends HostReader {
  /** The path as programs on the host must be given it: with the root. */
  realPath(path: string): string;
  /** Writes a new file beside `path`: O_EXCL, no symlink followed, attributes set, fsynced. Returns its path. */
  stage(path: string, content: Bytes, attributes: Attributes): Promise<string>;
  /** Renames a staged file over `path` and fsyncs the directory. */
  commit(staged: string, path: string): Promise<void>;
  /** Sets permission bits; no symlink is followed. */
  changeMode(path: string, mode: number): Promise<void>;
  /** Removes one file and fsyncs the directory; a missing one is fine. */
  remove(path: string): Promise<void>;
  /** Creates one directory; the parent must exist. */
  makeDirectory(path: string, attributes: Attributes): Promise<void>;
  /** Removes one empty directory; one that is missing or not empty is left. */
  removeDirectory(path: string): Promise<void>;
  /** Creates the file with this content unless it exists: false if it did. */
  createExclusive(path: string, content: Bytes, mode: number): Promise<boolean>;
  /** Appends and fsyncs. */
  append(path: string, content: Bytes): Promise<void>;
  /** Names in a directory, sorted; none for a missing one. */
  list(path: string): Promise<string[]>;
  /** Clean environment, no shell, working directory /. */
  run(argv: readonly string[], options: RunOptions): Promise<RunResult>;
  /** True while that process is there, and not another one that has got its number since. */
  isAlive(process: HostProcess): Promise<boolean>;
  /** A process on the host that is there as long as this run is: it stands for the run in the lock. */
  process(): Promise<HostProcess>;
}

/** What a host could not do: `word` is the system's ("ENOSPC"). */
export class HostError extends Error {
  readonly word: string;
  readonly path: string;
  constructor(word: string, path: string, message: string) {
    super(message);
    this.name = 'HostError';
    this.word = word;
    this.path = path;
  }
}
