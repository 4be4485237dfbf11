// A script for nsupdate(1): a dynamic update of the zone (RFC 2136).
import type { DnsRecord } from '../../model/desired.ts';
import { formatTxt } from './format-records.ts';

/** Short while things change; long enough not to be asked all day. */
const TTL_SECONDS = 3600;

export interface Update {
  readonly records: readonly DnsRecord[];
  /** Domain, for the comment. */
  readonly domain: string;
}

/**
 * All of it in one update, so that no sender sees the half. What is at each name and type is replaced as a whole: these names
 * are for nothing else. nsupdate finds the zone by itself.
 */
export function formatNsupdate({ records, domain }: Update): string {
  const sets = [...new Set(records.map(({ name, type }) => `${name}. ${type}`))];
  const adds = records.map(({ name, type, value }) => `update add ${name}. ${TTL_SECONDS} IN ${type} ${type === 'TXT' ? formatTxt(value) : value}`);
  return [`; ${domain}`, ...sets.map((each) => `update delete ${each}`), ...adds, 'send'].join('\n');
}
