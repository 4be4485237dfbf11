// A job line of crontab(5): time, in system crontabs a user, flags, command.
import type { Bytes } from '../../model/bytes.ts';
import { Cursor } from './cursor.ts';
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

const SHORTCUTS = new Set(['reboot', 'yearly', 'annually', 'monthly', 'weekly', 'daily', 'midnight', 'hourly']);

export interface JobOptions {
  /** Users there are, for a system crontab (the form with a user column); null for a user's own. */
  readonly users: ReadonlySet<string> | null;
}

/** `line` has its leading blanks; `bad` is what crontab(1) calls it: "minute", "command". */
export function parseJob(line: Bytes, { users }: JobOptions): ParsedJob {
  const cursor = new Cursor(line);
  cursor.skipBlanks();
  const start = cursor.at;
  const badTime = cursor.character === '@' ? readShortcut(cursor) : readTimes(cursor);
  if (badTime !== null) return bad(badTime);
  const time = line.slice(start, cursor.at).trimEnd();
  if (cursor.isAtEnd || (cursor.character === '*' && !time.startsWith('@'))) return bad('command');
  const user = users === null ? null : readUser(cursor);
  if (user !== null && (cursor.isAtEnd || user.startsWith('*'))) return bad('command');
  if (user !== null && users?.has(user) !== true) return bad('username');
  const flags = readFlags(cursor);
  if (flags === null) return bad('flags');
  if (flags !== '' && cursor.isAtEnd) return bad('command');
  return { ok: true, job: { time, user, flags, command: line.slice(cursor.at) } };
}

function bad(what: string): ParsedJob {
  return { ok: false, bad: what };
}

function readShortcut(cursor: Cursor): string | null {
  cursor.next();
  const name = cursor.take(/[^ \t]*/);
  cursor.skipBlanks();
  return SHORTCUTS.has(name) ? null : 'time specifier';
}

function readTimes(cursor: Cursor): string | null {
  return TIME_FIELDS.find((field) => !readTimeField(cursor, field))?.name ?? null;
}

function readUser(cursor: Cursor): string {
  const user = cursor.take(/[^ \t]*/);
  cursor.skipBlanks();
  return user;
}

/** Null where a letter is no flag. */
function readFlags(cursor: Cursor): string | null {
  let flags = '';
  while (cursor.character === '-') {
    cursor.next();
    const letters = cursor.take(/[^ \t]*/);
    if (!/^[nqs]+$/.test(letters)) return null;
    flags += letters;
    cursor.skipBlanks();
  }
  return flags;
}
