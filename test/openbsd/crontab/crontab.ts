// The stand-in crontab(1): -l, -r, and installing a file or standard input, over a spool that is handed in.
import { judgeCrontab } from '../../../src/formats/crontab/judge-crontab.ts';

export interface CrontabHost {
  readonly user: string;
  readonly isRoot: boolean;
  hasUser(name: string): boolean;
  /** A user's crontab; null if there is none. */
  read(user: string): string | null;
  write(user: string, text: string | null): void;
  /** A file named on the command line; null if it can't be read. */
  readFile(path: string): string | null;
  readInput(): string;
  stdout(text: string): void;
  stderr(text: string): void;
}

const USAGE = `usage: crontab [-u user] file
       crontab [-e | -l | -r] [-u user]
\t(default operation is replace, per 1003.2)
\t-e\t(edit user's crontab)
\t-l\t(list user's crontab)
\t-r\t(delete user's crontab)
`;

export function crontab(argv: readonly string[], host: CrontabHost): number {
  const parsed = parse(argv);
  if (parsed === null) return fail(USAGE, host);
  const user = parsed.user ?? host.user;
  if (parsed.user !== null && !host.isRoot) return fail('crontab: only the super user can use -u\n', host);
  if (!host.hasUser(user)) return fail(`crontab: unknown user ${user}\n`, host);
  if (parsed.action === '-l') return show(user, host);
  if (parsed.action === '-r') return remove(user, host);
  return parsed.file === null ? fail(USAGE, host) : replace(user, parsed.file, host);
}

function parse(argv: readonly string[]): { user: string | null; action: string | null; file: string | null } | null {
  let [user, action, file]: (string | null)[] = [null, null, null];
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '-u') user = argv[(index += 1)] ?? null;
    else if (/^-[elr]$/.test(word)) action = word;
    else if (word === '-' || !word.startsWith('-')) file = word;
    else return null;
  }
  return { user: user ?? null, action: action ?? null, file: file ?? null };
}

function fail(text: string, host: CrontabHost): number {
  host.stderr(text);
  return 1;
}

function show(user: string, host: CrontabHost): number {
  const text = host.read(user);
  if (text === null) return fail(`crontab: no crontab for ${user}\n`, host);
  host.stdout(text);
  return 0;
}

function remove(user: string, host: CrontabHost): number {
  if (host.read(user) === null) return fail(`crontab: no crontab for ${user}\n`, host);
  host.write(user, null);
  return 0;
}

function replace(user: string, file: string, host: CrontabHost): number {
  const text = file === '-' ? host.readInput() : host.readFile(file);
  if (text === null) return fail(`crontab: ${file}: No such file or directory\n`, host);
  const { exit, stderr } = judgeCrontab(file, text);
  if (exit === 0) host.write(user, text);
  else host.stderr(stderr.map((line) => `${line}\n`).join(''));
  return exit;
}
