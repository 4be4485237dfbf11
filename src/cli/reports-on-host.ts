// The store of reports for what weighs them: that of this machine where it is, that of another host as far as it is needed.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPORTS } from '../model/base-system.ts';
import { Failure } from '../model/failure.ts';
import type { Probe } from '../model/host.ts';
import { monthFile, monthOf } from '../reports/store/layout.ts';
import type { CommandContext } from './command-context.ts';
import { dayBefore, readingStore } from './reports-selection.ts';

/** Of a month: a million reports. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Reads in a directory that is as the store is, for the last `days` at least. */
export type ReadReports = <T>(read: (directory: string) => T) => T;

/** What is brought from another host is gone when `work` has ended. Throws Failure. */
export async function withReports<T>(context: CommandContext, days: number, work: (reading: ReadReports) => Promise<T>): Promise<T> {
  const { remote } = context;
  if (remote === null) return work((read) => readingStore(context, read));
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-reports-'));
  try {
    await bring(remote, directory, monthOf(dayBefore(new Date(), days)));
    return await work((read) => read(directory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The lines are the store: all else is made of them. */
async function bring(host: NonNullable<CommandContext['remote']>, directory: string, from: string): Promise<void> {
  const months = (await host.list(REPORTS)).flatMap((name) => /^(\d{4}-\d\d)\.ndjson$/.exec(name)?.[1] ?? []).filter((month) => month >= from);
  const paths = months.map((month) => monthFile(REPORTS, month, 'ndjson'));
  const answers = await host.gather(paths.map((path): Probe => ({ kind: 'file', path, maxBytes: MAX_BYTES })));
  for (const [index, answer] of answers.entries()) {
    if (answer.kind !== 'file' || answer.content === null) throw unreadable(paths[index] ?? REPORTS, host.name, answer.kind === 'file' ? (answer.error ?? 'it is no regular file') : 'no answer');
    writeFileSync(monthFile(directory, months[index] ?? '', 'ndjson'), answer.content, 'latin1');
  }
}

function unreadable(file: string, host: string, why: string): Failure {
  return new Failure([{ code: 'reports-unreadable', place: { file }, message: `the store of reports can't be read on ${host}: ${why}`, unchanged: 'everything', next: `look at ${file} there` }]);
}
