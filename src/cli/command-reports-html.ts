// stsctl reports html: the reports as one page, on standard output or in a file.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Config } from '../model/config.ts';
import { Failure } from '../model/failure.ts';
import { reportPage, type PageDomain } from '../reports/page/report-page.ts';
import { summarize } from '../reports/summary/summarize.ts';
import type { CommandContext } from './command-context.ts';
import { DEMANDS, gateVerdict } from './gate-verdict.ts';
import { loadConfig } from './load-desired.ts';
import { dayBefore, domainNamed, readingStore, selectionOf } from './reports-selection.ts';

const DAYS = 30;
/** Beyond it the page would be about policies more than about reports. */
const MOST_DOMAINS = 50;

export async function commandReportsHtml(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const config = await loadConfig(context);
  const now = new Date();
  const selection = { ...selectionOf(context, now), from: dayBefore(now, options.days ?? DAYS) };
  const page = readingStore(context, (directory) => reportPage({ summary: summarize(directory, selection), domains: domainsOf(directory, config, selection.domain, now), made: now.toISOString() }));
  if (options.out === null) terminal.out(page.trimEnd());
  else writePage(options.out, page);
  return 0;
}

function domainsOf(directory: string, { domains }: Config, name: string | null, now: Date): PageDomain[] {
  const chosen = name === null ? domains : domains.filter(({ domain }) => domain === domainNamed(name));
  return chosen.slice(0, MOST_DOMAINS).map((each) => ({ domain: each.shown, mode: each.policy.mode, maxAgeSeconds: each.policy.maxAgeSeconds, verdict: gateVerdict(directory, each, DEMANDS, now) }));
}

/** Written beside its place and renamed: who reads it never gets half a page. */
function writePage(file: string, page: string): void {
  const staged = `${file}.${process.pid}.new`;
  try {
    writeFileSync(staged, page, { flag: 'wx', mode: 0o644 });
    renameSync(staged, file);
  } catch (error) {
    rmSync(staged, { force: true });
    throw new Failure([{ code: 'reports-page', place: { file }, message: `the page can't be written: ${(error as NodeJS.ErrnoException).code}`, unchanged: 'the page that was there', next: 'name a file in a directory that can be written: --out FILE' }]);
  }
}
