// stsctl reports html: the reports as one page, on standard output or in a file.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { DesiredDomain } from '../model/desired.ts';
import { Failure } from '../model/failure.ts';
import type { Published } from '../reports/page/published.ts';
import { reportPage, type PageDomain } from '../reports/page/report-page.ts';
import { summarize } from '../reports/summary/summarize.ts';
import type { CommandContext } from './command-context.ts';
import { DEMANDS, gateVerdict } from './gate-verdict.ts';
import { hostOf } from './host-of.ts';
import { loadConfig } from './load-config.ts';
import { loadDesired } from './load-desired.ts';
import { publishedStates } from './published-state.ts';
import { dayBefore, readingStore, selectionOf } from './reports-selection.ts';

const DAYS = 30;
/** Beyond it the page would be about policies more than about reports. */
const MOST_DOMAINS = 50;

export async function commandReportsHtml(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const [{ reports }, desired] = [await loadConfig(context), await loadDesired(context)];
  const now = new Date();
  const selection = { ...selectionOf(context, now), from: dayBefore(now, options.days ?? DAYS) };
  const domains = desired.domains.filter(({ domain }) => selection.domain === null || domain === selection.domain).slice(0, MOST_DOMAINS);
  const states = await publishedStates(domains, hostOf(context));
  const page = readingStore(context, (directory) => reportPage({ summary: summarize(directory, selection), domains: domains.map((each, index) => pageDomain(directory, each, states[index], reports.countUnproved, now)), made: now.toISOString() }));
  if (options.out === null) terminal.out(page.trimEnd());
  else writePage(options.out, page);
  return 0;
}

const UNKNOWN = { policyFile: 'unknown', certificateUntil: null } as const;

function pageDomain(directory: string, domain: DesiredDomain, published: Published | undefined, countUnproved: boolean, now: Date): PageDomain {
  const { shown, policy, policyId } = domain;
  return { domain: shown, mode: policy.mode, maxAgeSeconds: policy.maxAgeSeconds, verdict: gateVerdict(directory, domain, DEMANDS, countUnproved, now), published: published ?? { ...UNKNOWN, policyId } };
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
