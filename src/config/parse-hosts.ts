// The hosts of a stsctl.conf whose last domain has been retired: a rollback must still find them.
import type { Config } from '../model/config.ts';
import type { Result } from '../model/diagnostic.ts';
import { parseConfig } from './parse-config.ts';

/** What makes a file complete that has no domain. */
export const STAND_IN_DOMAIN = '\n[domain stsctl.invalid]\nmode = none\n';

/** `text` is one that parseConfig finds incomplete, and nothing else. */
export function parseHosts(file: string, text: string): Result<Config['hosts']> {
  const result = parseConfig(file, text + STAND_IN_DOMAIN);
  return result.ok ? { ok: true, value: result.value.hosts, warnings: [] } : result;
}
