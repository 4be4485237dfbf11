// One entry of `policies` (RFC 8460 4.2): what was found, and how the sessions went.
import type { ReportedPolicy } from '../../model/tls-report.ts';
import { isDomain, parseDomainName } from '../mta-sts/domain-name.ts';
import { MAX_LIST, MAX_TEXT } from './limits.ts';
import { readCount } from './read-count.ts';
import { readDetails } from './read-details.ts';
import { membersOf, refuse, type Members, type Reading } from './reading.ts';

const KNOWN_TYPES = new Set(['sts', 'tlsa', 'no-policy-found']);

export function readPolicy(value: unknown, room: number, reading: Reading): ReportedPolicy {
  const of = membersOf(value) ?? refuse('a policy is no object');
  const policy = membersOf(of['policy']) ?? refuse('a policy has no "policy"');
  const summary = membersOf(of['summary']) ?? refuse('a policy has no summary');
  const details = readDetails(of['failure-details'], room, reading);
  const failed = countOf(summary['total-failure-session-count'] ?? summary['total-failed-session-count'], 'total-failure-session-count', reading);
  if (details.some(({ sessions }) => sessions > failed)) reading.note('summary-exceeded');
  return {
    type: typeOf(policy, reading),
    domain: domainOf(policy, reading),
    successful: countOf(summary['total-successful-session-count'] ?? summary['total-success-session-count'], 'total-successful-session-count', reading),
    failed,
    mx: mxOf(policy, reading),
    strings: stringsOf(policy, reading),
    details,
  };
}

function countOf(value: unknown, name: string, reading: Reading): number {
  const count = readCount(value, name, reading);
  if (count === null) reading.note('count-missing');
  return count ?? 0;
}

function typeOf(policy: Members, reading: Reading): string {
  const type = reading.text(policy['policy-type'])?.toLowerCase() ?? refuse('policy-type is missing');
  if (!KNOWN_TYPES.has(type)) reading.note('policy-type-unknown');
  return type;
}

function domainOf(policy: Members, reading: Reading): string {
  const written = reading.text(policy['policy-domain']) ?? refuse('policy-domain is missing');
  if (isDomain(written) && written === written.toLowerCase()) return written;
  const parsed = parseDomainName(written.replace(/\.$/, ''));
  if (!parsed.ok) refuse('policy-domain is no domain');
  reading.note('domain-spelling');
  return parsed.name;
}

/** RFC 8460 4.2: the policy's lines; Microsoft may leave them out, others send one text. */
function stringsOf(policy: Members, reading: Reading): string[] {
  const value = policy['policy-string'];
  if (value === undefined || value === null) {
    reading.note('policy-string-missing');
    return [];
  }
  if (typeof value === 'string') reading.note('policy-string-as-text');
  return textsOf(typeof value === 'string' ? [value] : value, reading).slice(0, MAX_LIST);
}

/** RFC 8460 EID 6241: a list; older text has a string. */
function mxOf(policy: Members, reading: Reading): string[] {
  const value = policy['mx-host'] ?? policy['mx-host-pattern'];
  if (typeof value === 'string') reading.note('mx-as-text');
  const written = textsOf(typeof value === 'string' ? value.slice(0, MAX_TEXT).split(/[,\s]+/) : value, reading);
  return written.map((host) => host.toLowerCase().replace(/\.$/, '')).slice(0, MAX_LIST);
}

function textsOf(value: unknown, reading: Reading): string[] {
  if (!Array.isArray(value)) return [];
  const texts: string[] = [];
  for (const each of value.slice(0, MAX_LIST)) for (const line of linesOf(each)) {
    const text = reading.text(line, MAX_TEXT);
    if (text !== null) texts.push(text);
  }
  return texts;
}

/** Some send the policy as one text with its newlines. */
function linesOf(value: unknown): readonly unknown[] {
  return typeof value === 'string' && /[\r\n]/.test(value) ? value.slice(0, MAX_LIST * MAX_TEXT).split(/[\r\n]+/, MAX_LIST) : [value];
}
