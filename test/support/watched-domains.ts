// A tree as a watch daemon leaves it that has run for a while: what it remembers of each domain, and the reports of their senders.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { DomainState, Memory } from '../../src/model/watch.ts';
import { fileNameOf, formatMemory } from '../../src/watch/memory-file.ts';
import { DAY_MS, WATCH_NOW } from './watch.ts';
import { detail, reportJson, type ReportOptions } from './reports.ts';

/** The text of stsctl.conf for these domains. */
export function confOf(states: readonly DomainState[]): string {
  return `[policy]\nmode = enforce\nmx[] = mail.example.com\n${states.map(({ shown, mode }) => `[domain ${shown}]\n${mode === 'enforce' ? '' : `mode = ${mode}\n`}`).join('')}`;
}

/** Memories as if now were the tests' time. */
export function writeMemories(root: string, states: readonly DomainState[]): void {
  const shift = Date.now() - WATCH_NOW;
  for (const { domain, memory } of states) if (memory.last !== null) writeFileSync(`${root}/var/db/stsctl-watch/${fileNameOf(domain)}`, formatMemory(domain, shifted(memory, shift)));
}

function shifted(memory: Memory, by: number): Memory {
  const { last, changes } = memory;
  const moved = last === null ? null : { ...last, at: last.at + by, certificateExpires: last.certificateExpires === null ? null : last.certificateExpires + by };
  return { ...memory, last: moved, changes: changes.map((each) => ({ ...each, at: each.at + by })) };
}

const SENDERS: readonly (readonly [string, number])[] = [['Google Inc.', 412], ['Microsoft Corporation', 233], ['Comcast', 41], ['GMX & WEB.DE', 87]];

/** Files to be given to `reports add`: the reports of some days on some domains, a few of them with failures. */
export function writeReports(folder: string, domains: readonly string[], days: number): void {
  mkdirSync(folder, { recursive: true });
  for (const [at, domain] of domains.entries())
    for (let day = 1; day <= days; day += 1) {
      const [organization, sessions] = SENDERS[(at + day) % SENDERS.length] ?? ['', 0];
      const failed = at % 3 === 0 && (at + day) % 6 === 5 ? 3 : 0;
      const report: ReportOptions = { day: new Date(Date.now() - (day + 1) * DAY_MS).toISOString().slice(0, 10), domain, organization, id: `${day}-${domain}`, mode: 'enforce', successful: sessions * (1 + (at % 5)) + 7 * day, failed, details: failed === 0 ? [] : [detail(day % 2 === 0 ? 'certificate-expired' : 'starttls-not-supported', failed)] };
      writeFileSync(`${folder}/${domain}-${day}.json`, JSON.stringify(reportJson(report)));
    }
}
