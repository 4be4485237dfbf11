// /var/db/stsctl/ledger: one JSON object a line, made to be appended to and read with jq(1). What is read is hostile.
import type { Bytes } from '../../model/bytes.ts';
import type { Ledger, LedgerEvent, Walk } from '../../model/ledger.ts';
import { isDomain } from '../mta-sts/domain-name.ts';
import { parsePolicy } from '../mta-sts/parse-policy.ts';

/** RFC 8461 3.3: no sender takes a longer policy. */
const MAX_POLICY = 64 * 1024;
const MAX_HOSTS = 1000;
const AT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const ID = /^[A-Za-z0-9]{1,32}$/;

/** With its newline, in ASCII. Seconds are enough: caches are counted in them. */
export function formatEvent({ at, domain, event, ...rest }: LedgerEvent): Bytes {
  const text = JSON.stringify({ at: at.toISOString().replace(/\.\d+/, ''), domain, event, ...rest });
  return `${text.replace(/[\u007F-\uFFFF]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/** Total: a line that says nothing we know is counted, never believed; a last one without its end is a write that was cut short. */
export function parseLedger(text: Bytes): Ledger {
  const lines = text.split('\n').slice(0, -1);
  const events: LedgerEvent[] = [];
  const damaged: number[] = [];
  for (const [index, line] of lines.entries()) {
    const event = parseEvent(line);
    if (event !== null) events.push(event);
    else if (line !== '') damaged.push(index + 1);
  }
  return { events, damaged };
}

function parseEvent(line: string): LedgerEvent | null {
  try {
    return eventOf(JSON.parse(line) as Readonly<Record<string, unknown>> | null);
  } catch {
    return null;
  }
}

function eventOf(raw: Readonly<Record<string, unknown>> | null): LedgerEvent | null {
  if (typeof raw !== 'object' || raw === null || typeof raw['domain'] !== 'string' || !isDomain(raw['domain'])) return null;
  const at = typeof raw['at'] === 'string' && AT.test(raw['at']) ? new Date(raw['at']) : null;
  if (at === null || Number.isNaN(at.getTime())) return null;
  const base = { at, domain: raw['domain'] };
  switch (raw['event']) {
    case 'served':
      return isPolicy(raw['policy']) ? { ...base, event: 'served', policy: raw['policy'] } : null;
    case 'gone':
      return { ...base, event: 'gone' };
    case 'record':
      return isId(raw['id']) && isSeconds(raw['ttlSeconds']) ? { ...base, event: 'record', id: raw['id'], ttlSeconds: raw['ttlSeconds'] } : null;
    case 'mx':
      return isHosts(raw['hosts']) && isSeconds(raw['ttlSeconds']) ? { ...base, event: 'mx', hosts: raw['hosts'], ttlSeconds: raw['ttlSeconds'] } : null;
    case 'walk':
      return isWalk(raw['walk']) && (raw['state'] === 'begun' || raw['state'] === 'ended') ? { ...base, event: 'walk', walk: raw['walk'], state: raw['state'] } : null;
    default:
      return null;
  }
}

function isPolicy(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_POLICY && parsePolicy(value).policy !== null;
}

function isId(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && ID.test(value));
}

/** RFC 2181 8: 31 bits. */
function isSeconds(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;
}

function isHosts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MAX_HOSTS && value.every((each) => typeof each === 'string' && isDomain(each));
}

function isWalk(value: unknown): value is Walk {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, host } = value as { kind?: unknown; host?: unknown };
  return kind === 'retire' || ((kind === 'mx-add' || kind === 'mx-remove') && typeof host === 'string' && isDomain(host.replace(/^\*\./, '')));
}
