// The stand-in crontab(1): -l, -r, and installing a file or standard input, over a spool that is handed in.
import { judgeCrontab } from '../../../src/formats/crontab/judge-crontab.ts';
import { getOptions } from '../get-options.ts';

export interface CrontabHost {
  readonly user: string;
  readonly isRoot: boolean;
  hasUser(name: string): boolean;
  /** A user's crontab; null if there is none. */
  read(user: string): string | null;
  write(user: string, text: string | null): void;
  /** A file named on the command line, or why it can't be read. */
  readFile(path: string): { readonly text: string } | { readonly why: string };
  readInput(): string;
  stdout(text: string): void;
  stderr(text: string): void;
}

const USAGE = 'usage: crontab [-u user] file\n       crontab [-e | -l | -r] [-u user]\n';

/** What was asked for. */
interface Request {
  readonly user: string;
  /** "l", "r", "e", or null to install a file. */
  readonly operation: string | null;
  readonly operands: readonly string[];
}

/** Ends the run with exit 1 and this on standard error. */
class Refused extends Error {}

export function crontab(argv: readonly string[], host: CrontabHost): number {
  try {
    return perform(requestFrom(argv, host), host);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    host.stderr(error.message);
    return 1;
  }
}

function requestFrom(argv: readonly string[], host: CrontabHost): Request {
  const { options, operands, problem } = getOptions(argv, 'u:ler');
  let user = host.user;
  let operation: string | null = null;
  for (const [letter, value] of options) {
    if (letter === 'u') user = otherUser(value, host);
    else if (operation !== null) throw usage('only one operation permitted');
    else operation = letter;
  }
  if (problem !== null) throw new Refused(`crontab: ${problem}\n${USAGE}`);
  if (operation !== null && operands.length > 0) throw usage('no arguments permitted after this option');
  if (operation === null && operands.length === 0) throw usage('file name must be specified for replace');
  return { user, operation, operands };
}

function otherUser(name: string, host: CrontabHost): string {
  if (!host.isRoot) throw new Refused('crontab: only the super user may use -u\n');
  if (!host.hasUser(name)) throw new Refused(`crontab: unknown user ${name}\n`);
  return name;
}

function usage(what: string): Refused {
  return new Refused(`crontab: usage error: ${what}\n${USAGE}`);
}

function perform({ user, operation, operands }: Request, host: CrontabHost): number {
  if (operation === null) return replace(user, operands[0] ?? '-', host);
  if (operation === 'e') throw new Refused('crontab: the stand-in has no editor\n');
  const text = host.read(user);
  if (text === null) throw new Refused(`crontab: no crontab for ${user}\n`);
  if (operation === 'l') host.stdout(text);
  else host.write(user, null);
  return 0;
}

function replace(user: string, file: string, host: CrontabHost): number {
  const found = file === '-' ? { text: host.readInput() } : host.readFile(file);
  if ('why' in found) throw new Refused(`crontab: ${file}: ${found.why}\n`);
  const { exit, stderr } = judgeCrontab(file, found.text);
  if (exit === 0) host.write(user, found.text);
  else host.stderr(stderr.map((line) => `${line}\n`).join(''));
  return exit;
}
