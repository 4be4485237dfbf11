// A job of crontab(5): time, in system crontabs a user, flags, command.
import type { Bytes } from '../../model/bytes.ts';
import type { Reader } from './reader.ts';
import { readTimeField, TIME_FIELDS } from './read-time-field.ts';

export interface Job {
  /** The five fields as written, or "@daily". */
  readonly time: string;
  /** Only in a system crontab. */
  readonly user: string | null;
  /** Of "n", "q" and "s", in the order written. */
  readonly flags: string;
  readonly command: Bytes;
}

export type ParsedJob = { readonly ok: true; readonly job: Job } | { readonly ok: false; readonly bad: string };

export interface JobOptions {
  /** Users there are, for a system crontab (the form with a user column); null for a user's own. */
  readonly users: Users | null;
}

export type Users = Pick<ReadonlySet<string>, 'has'>;

/** /etc/crontab alone has a user column (crontab(5)); which users there are is not known here. */
export function systemCrontabOptions(file: string): JobOptions {
  return { users: /(?:^|\/)etc\/crontab$/.test(file) ? { has: () => true } : null };
}

/** What crontab(1) calls bad: "minute", "command". */
interface Bad {
  readonly bad: string;
}

const SHORTCUTS = new Set(['reboot', 'yearly', 'annually', 'monthly', 'weekly', 'daily', 'midnight', 'hourly']);
const WORD = /[^ \t\n\0]*/y;

/** `reader` is at the first character of the line that is no blank; it is left at what ends the command, or where cron gave up. */
export function parseJob(reader: Reader, { users }: JobOptions): ParsedJob {
  const start = reader.at;
  const badTime = reader.character === '@' ? readShortcut(reader) : readTimes(reader);
  if (badTime !== null) return { ok: false, bad: badTime };
  const time = reader.text.slice(start, reader.at).trimEnd();
  // cron looks out for a field too many: no command starts with "*".
  if (reader.isAtLineEnd || reader.character === '*') return { ok: false, bad: 'command' };
  const user = users === null ? null : readUser(reader, users);
  if (user !== null && typeof user !== 'string') return { ok: false, ...user };
  const flags = readFlags(reader);
  if (typeof flags !== 'string') return { ok: false, ...flags };
  const command = reader.take(/[^\n\0]*/y);
  return reader.isAtEnd ? { ok: false, bad: 'command' } : { ok: true, job: { time, user, flags, command } };
}

function readShortcut(reader: Reader): string | null {
  reader.next();
  if (!SHORTCUTS.has(reader.take(WORD))) return 'time specifier';
  reader.skipBlanks();
  return reader.isAtEnd ? 'command' : null;
}

function readTimes(reader: Reader): string | null {
  return TIME_FIELDS.find((field) => !readTimeField(reader, field))?.name ?? null;
}

function readUser(reader: Reader, users: Users): string | Bad {
  const user = reader.take(WORD);
  if (reader.isAtLineEnd) return { bad: 'command' };
  reader.skipBlanks();
  return users.has(user) ? user : { bad: 'username' };
}

/** After flags and a blank the line may end: the command is empty then. */
function readFlags(reader: Reader): string | Bad {
  let flags = '';
  while (reader.character === '-') {
    reader.next();
    const letters = reader.take(/[nqs]*/y);
    if (reader.isAtLineEnd) return { bad: 'command' };
    if (letters === '' || reader.take(/[ \t]+/y) === '') return { bad: 'flags' };
    flags += letters;
  }
  return flags;
}
