// Answers become facts; what a program's exit status and words mean is said here.
import type { Bytes } from '../model/bytes.ts';
import type { DaemonFact, FileFact } from '../model/facts.ts';
import type { Answer, HostReader, Probe, RunResult } from '../model/host.ts';
import { Failure } from '../model/failure.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

/** Facts while they are being gathered. */
export interface Gathered {
  readonly files: Map<string, FileFact>;
  readonly resolved: Map<string, readonly string[] | null>;
  readonly publicKeys: Map<string, string | null>;
  /** Keys that were asked for. */
  readonly askedKeys: Set<string>;
  /** Files whose content was asked for. */
  readonly read: Set<string>;
  addresses: readonly string[];
}

/** Files each of its answers where it belongs; throws Failure for what exists and can't be read. */
export function fileAnswers(probes: readonly Probe[], answers: readonly Answer[], into: Gathered, reader: HostReader): void {
  probes.forEach((probe, index) => {
    const answer = answers[index];
    if (answer === undefined) throw new Error(`no answer to probe ${index}`);
    if (answer.kind === 'public-key' && probe.kind === 'public-key') fileKey(probe.path, answer.pem, into);
    if (answer.kind === 'addresses') into.addresses = answer.addresses;
    if (answer.kind === 'resolve' && probe.kind === 'resolve') into.resolved.set(probe.name, answer.addresses);
    if ((answer.kind === 'stat' || answer.kind === 'file') && 'path' in probe) fileAnswer(probe.path, answer, into, reader, 'follow' in probe && probe.follow === true);
  });
}

function fileKey(path: string, pem: string | null | undefined, into: Gathered): void {
  into.askedKeys.add(path);
  if (pem !== undefined) into.publicKeys.set(path, pem);
}

/** What is followed is read as programs read it, and never written: there a directory is no error. */
function fileAnswer(path: string, answer: Answer & { kind: 'stat' | 'file' }, into: Gathered, reader: HostReader, isFollowed: boolean): void {
  if (answer.error !== null) throw new Failure([unreadable(path, answer.error, reader)]);
  const content = answer.kind === 'file' ? answer.content : null;
  if (answer.kind === 'file' && answer.stat !== null && content === null && !isFollowed) throw new Failure([wrongKind(path, answer.stat.kind, reader)]);
  if (answer.kind === 'file') into.read.add(path);
  into.files.set(path, { stat: answer.stat, content });
}

function unreadable(path: string, word: string, reader: HostReader): Diagnostic {
  return {
    code: 'host-unreadable',
    place: { file: path },
    message: `can't be read on ${reader.name}: ${word}`,
    unchanged: `every file on ${reader.name}`,
    next: reader.uid === 0 ? `look at ${path}, then: stsctl plan` : 'run stsctl as root',
  };
}

const KINDS = { file: 'a file', directory: 'a directory', symlink: 'a symbolic link', other: 'not a regular file' } as const;

function wrongKind(path: string, kind: keyof typeof KINDS, reader: HostReader): Diagnostic {
  return {
    code: 'host-file-kind',
    place: { file: path },
    message: `is ${KINDS[kind]} on ${reader.name}; stsctl writes regular files only and follows no link`,
    unchanged: `every file on ${reader.name}`,
    next: `put a regular file there or nothing, then: stsctl plan`,
  };
}

/** crontab(1): exit 1 and "no crontab for root" when there is none. */
export function crontabFrom(result: RunResult, reader: HostReader): Bytes | null {
  if (result.exit === 0) return result.stdout;
  if (result.exit === 1 && /no crontab for/.test(result.stderr)) return null;
  throw new Failure([
    {
      code: 'host-unreadable',
      message: `crontab -u root -l: ${failureText(result)}`,
      unchanged: `every file on ${reader.name}`,
      next: reader.uid === 0 ? 'run that command by hand and mend what it names' : 'run stsctl as root',
    },
  ]);
}

/** rcctl(8): `get httpd flags` prints NO for a disabled daemon; `check httpd` exits 0 when it runs. */
export function daemonFrom(flags: RunResult, check: RunResult, reader: HostReader): DaemonFact {
  if (flags.exit === null || check.exit === null) {
    const failed = flags.exit === null ? flags : check;
    throw new Failure([
      {
        code: 'host-unreadable',
        message: `rcctl: ${failureText(failed)}`,
        unchanged: `every file on ${reader.name}`,
        next: 'run by hand: rcctl check httpd',
      },
    ]);
  }
  return { enabled: flags.exit === 0 && flags.stdout.trim() !== 'NO', running: check.exit === 0 };
}

/** One word of uname(1), "OpenBSD"; an answer that is none is nothing. */
export function systemFrom({ exit, stdout }: RunResult): string {
  return exit === 0 ? (/^[\w.+-]{1,64}$/.exec(stdout.trim())?.[0] ?? '') : '';
}

function failureText(result: RunResult): string {
  const words = result.stderr.trim() || result.stdout.trim();
  return result.failure ?? (words === '' ? `exit ${result.exit}` : `exit ${result.exit}: ${words}`);
}
