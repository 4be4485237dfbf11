// The change as data: shown to the reader, saved, applied, undone.
import type { Bytes } from './bytes.ts';
import type { Policy } from './config.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Attributes } from './host.ts';

export interface FileState extends Attributes {
  readonly content: Bytes;
}

/** The program that judges a staged file before anything is renamed, and the warnings that are expected of it. */
export interface Judge {
  readonly program: 'httpd' | 'acme-client' | 'nsd-checkzone';
  /** Texts of stderr lines without their FILE:LINE: prefix. */
  readonly expected: readonly string[];
  /** The same of the file as it was, for a rollback; null if it would not be accepted. */
  readonly expectedBefore: readonly string[] | null;
  /** acme-client wants a handle even for -n; nsd-checkzone the name of the zone. */
  readonly handle: string | null;
}

interface StepBase {
  /** One sentence: why. */
  readonly reason: string;
}

export interface MakeDirectoryStep extends StepBase {
  readonly kind: 'make-directory';
  readonly path: string;
  readonly attributes: Attributes;
}

/** Only in a rollback; a directory that is not empty stays. */
export interface RemoveDirectoryStep extends StepBase {
  readonly kind: 'remove-directory';
  readonly path: string;
  readonly attributes: Attributes;
}

export interface WriteFileStep extends StepBase {
  readonly kind: 'write-file';
  readonly path: string;
  /** Null: the file is not there. */
  readonly before: FileState | null;
  /** Null: the file is to go. */
  readonly after: FileState | null;
  readonly judge: Judge | null;
  /** Parts that are taken back by themselves. */
  readonly withdrawals?: readonly Withdrawal[];
}

/** Names that join a certificate in use and can't be validated would keep it from every renewal. */
export interface Withdrawal {
  /** When its certificate is not issued … */
  readonly handle: string;
  /** … these names leave it again: */
  readonly names: readonly string[];
  /** this text of the file, which it has once, */
  readonly before: Bytes;
  /** becomes this one. */
  readonly after: Bytes;
}

export interface InstallCrontabStep extends StepBase {
  readonly kind: 'install-crontab';
  readonly user: 'root';
  readonly before: Bytes | null;
  readonly after: Bytes | null;
}

/** A file is renamed where nothing is: what can't be used is set aside, never removed. */
export interface MoveFileStep extends StepBase {
  readonly kind: 'move-file';
  /** The certificate it makes room for. */
  readonly handle: string;
  readonly from: string;
  readonly to: string;
  /** Bytes: another size is another file. */
  readonly size: number;
  /** False: only a new certificate needs the place, and the file stays when there is none. Else a reload with it would end TLS. */
  readonly isInTheWay?: boolean;
}

export interface ChangeModeStep extends StepBase {
  readonly kind: 'change-mode';
  readonly path: string;
  /** Permission bits. */
  readonly before: number;
  readonly after: number;
}

export type DaemonAction = 'enable' | 'disable' | 'start' | 'stop' | 'reload';

export interface DaemonStep extends StepBase {
  readonly kind: 'daemon';
  readonly daemon: 'httpd' | 'stsctld';
  readonly action: DaemonAction;
}

/** The user that stsctld runs as, with a group of its name. */
export interface AccountStep extends StepBase {
  readonly kind: 'account';
  readonly name: '_stsctl';
  readonly action: 'add' | 'remove';
}

/** nsd(8) reads the file of a zone again. */
export interface ReloadZoneStep extends StepBase {
  readonly kind: 'reload-zone';
  readonly zone: string;
}

/** A service that reads a certificate only when it starts (also_restart). */
export interface RestartStep extends StepBase {
  readonly kind: 'restart-service';
  /** rcctl(8) name. */
  readonly service: string;
}

/** Puts a token where acme-client will put its own, and fetches it over port 80 as the authority would (RFC 8555 8.3). */
export interface TestChallengeStep extends StepBase {
  readonly kind: 'test-challenge';
  readonly policyHost: string;
  /** The certificate that waits for it. */
  readonly handle: string;
  /** acme-client's challengedir. */
  readonly directory: string;
  /** Addresses of this host to connect to, port 80. */
  readonly connect: readonly string[];
  /** Those that stsctl.conf gives the policy host: what DNS says is held against them. */
  readonly addresses: readonly string[];
}

/** Runs acme-client; a certificate can't be un-issued, so there is no undo. */
export interface IssueCertificateStep extends StepBase {
  readonly kind: 'issue-certificate';
  readonly handle: string;
}

/** Runs acme-client -r, which removes the certificate's files and leaves the key; nothing brings back what is revoked. */
export interface RevokeCertificateStep extends StepBase {
  readonly kind: 'revoke-certificate';
  readonly handle: string;
}

/** Fetches the policy as a sender would and compares it (RFC 8461 3.3). */
export interface FetchPolicyStep extends StepBase {
  readonly kind: 'fetch-policy';
  readonly domain: string;
  readonly policyHost: string;
  /** The handle of its certificate; null for one of another client. */
  readonly handle: string | null;
  /** The file that must be the one served. */
  readonly certificate: string;
  /** Addresses of this host to connect to, port 443. */
  readonly connect: readonly string[];
  readonly body: string;
}

export type Step =
  | MakeDirectoryStep
  | RemoveDirectoryStep
  | WriteFileStep
  | MoveFileStep
  | ChangeModeStep
  | InstallCrontabStep
  | DaemonStep
  | AccountStep
  | ReloadZoneStep
  | RestartStep
  | TestChallengeStep
  | IssueCertificateStep
  | RevokeCertificateStep
  | FetchPolicyStep;

export interface Plan {
  readonly version: 1;
  readonly host: string;
  readonly root: string;
  /** In the order they will run; none when there is nothing to do. */
  readonly steps: readonly Step[];
  /** What is left to run on the host, when the root holds no programs. */
  readonly left: readonly Step[];
  /** What the reader should know: placements, foreign things left alone. */
  readonly notes: readonly string[];
  /** Roots of a private authority, for fetch-policy. */
  readonly caFile: string | null;
  /** Certificates of every TLS server of httpd.conf: for a name that several have, httpd may show any of them. */
  readonly certificates: readonly string[];
  /** Not there where no domain is held back. */
  readonly held?: readonly HeldDomain[];
  /** Where stsctl.conf is on another machine than the host, and is to say something else. */
  readonly configEdit?: ConfigEdit;
}

/**
 * A change of stsctl.conf on the machine stsctl runs on: no step, since steps are of the host. Made right before them and put
 * back with them. Only the lines that change travel: of the others the host learns nothing.
 */
export interface ConfigEdit {
  /** Absolute path on that machine. */
  readonly file: string;
  /** hostname(1) of that machine. */
  readonly machine: string;
  readonly reason: string;
  /** Number of the first line that changes, from 1. */
  readonly line: number;
  /** Whole lines with their ends; "" for none. */
  readonly before: Bytes;
  readonly after: Bytes;
  /** SHA-256 of the whole file in hexadecimal. */
  readonly digestBefore: string;
  readonly digestAfter: string;
}

/** A domain that a plan leaves out, since its policy would lose mail, and why. */
export interface HeldDomain extends Diagnostic {
  readonly domain: string;
}

/** A policy that senders do not get yet, and would get from a plan. */
export interface Publication {
  readonly domain: string;
  readonly policy: Policy;
  /** What they get now; null for nothing, or for what is no policy. */
  readonly before: Policy | null;
}
