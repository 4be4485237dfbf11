// The [reports] section: how long SMTP TLS reports are kept, and from whom.
import type { ReportsConfig } from '../model/config.ts';
import type { IniSection } from '../formats/ini/ini-file.ts';
import type { Problems } from './problems.ts';
import { readSection } from './read-section.ts';
import { REPORTS_KEYS } from './sections.ts';

/** Thirteen months: the same season of last year can be looked at. */
const KEEP_DAYS = 400;

export function readReports(section: IniSection | undefined, problems: Problems): ReportsConfig {
  const said = section === undefined ? {} : readSection('reports', section, REPORTS_KEYS, problems).said;
  return { keepDays: said.keep_days ?? KEEP_DAYS, requireDkim: said.require_dkim ?? false, countUnproved: said.count_unproved ?? false };
}
