// The [watch] section: how stsctld watches. Each has a default, so that none is needed.
import type { WatchConfig } from '../model/config.ts';
import type { IniSection } from '../formats/ini/ini-file.ts';
import type { Problems } from './problems.ts';
import { readSection } from './read-section.ts';
import { WATCH_KEYS } from './sections.ts';

/** The number of the RFC. */
const LISTEN: WatchConfig['listen'] = { address: '127.0.0.1', port: 8461 };
const INTERVAL_SECONDS = 3600;

export function readWatch(section: IniSection | undefined, problems: Problems): WatchConfig {
  const said = section === undefined ? {} : readSection('watch', section, WATCH_KEYS, problems).said;
  return { listen: said.listen ?? LISTEN, allowRemote: said.allow_remote ?? false, intervalSeconds: said.interval ?? INTERVAL_SECONDS, notify: said.notify ?? [] };
}
