// stsctl.conf(5): from its text to a complete Config, or to everything that is wrong with it.
import type { Config } from '../model/config.ts';
import type { Result } from '../model/diagnostic.ts';
import type { IniFile } from '../formats/ini/ini-file.ts';
import { readIni } from '../formats/ini/read-ini.ts';
import { Problems } from './problems.ts';
import { readAcme } from './read-acme.ts';
import { readDomains, readPolicy } from './read-domains.ts';
import { readHosts } from './read-hosts.ts';
import { readReports } from './read-reports.ts';
import { readWatch } from './read-watch.ts';
import { reportIniProblems } from './report-ini-problems.ts';
import { sortSections, type SortedSections } from './sort-sections.ts';
import { warnLongNames } from './warn-long-names.ts';

export function parseConfig(file: string, text: string): Result<Config> {
  const problems = new Problems(file);
  const ini = readIni(text);
  reportIniProblems(ini.problems, problems);
  const sections = sortSections(ini.sections, problems);
  const shared = readPolicy(sections.policy[0]?.section, problems);
  const domains = readDomains(sections.domain, shared, problems);
  const acme = readAcme(sections.acme[0]?.section, problems);
  const hosts = readHosts(sections.host, problems);
  const reports = readReports(sections.reports[0]?.section, problems);
  const watch = readWatch(sections.watch[0]?.section, problems);
  if (domains.length === 0 && areAllHeadersRead(ini, sections)) {
    problems.addWhole('config-incomplete', 'no domain is configured', `add a section [domain example.com] to ${file}, then: stsctl plan`);
  }
  const diagnostics = problems.sorted();
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return { ok: true, value: { file, domains, acme, hosts, reports, watch }, warnings: warnLongNames(file, domains) };
}

/** One that is not may be the missing domain, and is told already. */
function areAllHeadersRead(ini: IniFile, sections: SortedSections): boolean {
  const read = Object.values(sections).reduce((sum, each) => sum + each.length, 0);
  return read === ini.sections.length && !ini.problems.some(({ kind }) => kind === 'bad-header');
}
