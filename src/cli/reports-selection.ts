// Which reports a command looks at: --domain and --days.
import { parseDomainName } from '../formats/mta-sts/domain-name.ts';
import { Failure } from '../model/failure.ts';
import { directoryOf } from '../reports/store/layout.ts';
import { sentenceOf } from '../reports/store/store-error.ts';
import type { Selection } from '../reports/summary/summarize.ts';
import type { CommandContext } from './command-context.ts';

const DAY_MS = 86_400_000;

export function selectionOf({ options }: CommandContext, now = new Date()): Selection {
  return { domain: options.domain === null ? null : domainNamed(options.domain), from: options.days === null ? null : dayBefore(now, options.days), to: null };
}

export function dayBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
}

/** Lower-case A-labels; throws Failure. */
export function domainNamed(text: string): string {
  const parsed = parseDomainName(text);
  if (parsed.ok) return parsed.name;
  throw new Failure([{ code: 'usage', message: `domain "${text}" ${parsed.problem}`, unchanged: 'everything', next: 'name a domain: stsctl reports summary --domain example.com' }]);
}

/** Runs what reads the store; what the system refuses leaves as Failure. */
export function readingStore<T>({ options }: CommandContext, read: (directory: string) => T): T {
  const directory = directoryOf(options.root);
  try {
    return read(directory);
  } catch (error) {
    throw failureOf(error, directory);
  }
}

/** The same for what prints the store piece by piece. */
export async function printingStore({ options, terminal }: CommandContext, piecesOf: (directory: string) => Iterable<string>): Promise<void> {
  const directory = directoryOf(options.root);
  try {
    await terminal.outPieces(piecesOf(directory));
  } catch (error) {
    throw failureOf(error, directory);
  }
}

function failureOf(error: unknown, directory: string): unknown {
  const { code, path = directory } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string' || error instanceof Failure) return error;
  return new Failure([{ code: 'reports-unreadable', place: { file: path }, message: `the store of reports can't be read: ${sentenceOf(code) ?? code}`, unchanged: 'everything', next: 'run it as root, or as the user who owns the store' }]);
}
