// failure-details of a policy (RFC 8460 4.3), at most so many one by one.
import type { FailureDetail } from '../../model/tls-report.ts';
import { MAX_RESULT_TYPES, MAX_TEXT } from './limits.ts';
import { readCount } from './read-count.ts';
import { membersOf, type Members, type Reading } from './reading.ts';
import { isKnownResultType } from './result-types.ts';

/** `room` is how many more may be kept one by one. */
export function readDetails(value: unknown, room: number, reading: Reading): FailureDetail[] {
  if (value === undefined || value === null) return [];
  const listed = Array.isArray(value) ? value : noted(value, reading);
  const details: FailureDetail[] = [];
  for (let index = 0; index < listed.length && index < room; index += 1) readDetail(listed[index], reading, details);
  if (listed.length > room) details.push(...merged(listed, room, reading));
  return details;
}

function noted(value: unknown, reading: Reading): unknown[] {
  reading.note('details-not-a-list');
  return [value];
}

function readDetail(value: unknown, reading: Reading, into: FailureDetail[]): void {
  const of = membersOf(value);
  if (of === null) return;
  const sendingIp = reading.text(of['sending-mta-ip']) ?? undefined;
  if (sendingIp === undefined) reading.note('sending-ip-missing');
  into.push({
    type: typeOf(of, reading),
    sessions: sessionsOf(of, reading),
    sendingIp,
    mx: hostOf(of, reading),
    helo: reading.text(of['receiving-mx-helo']) ?? undefined,
    receivingIp: reading.text(of['receiving-ip']) ?? undefined,
    information: reading.text(of['additional-information'] ?? of['additional-info-uri'], MAX_TEXT) ?? undefined,
    reason: reading.text(of['failure-reason-code'] ?? of['failure-error-code'], MAX_TEXT) ?? undefined,
  });
}

/** RFC 8460 4.3: later documents may add types; each is kept by its name. */
function typeOf(of: Members, reading: Reading): string {
  const type = reading.text(of['result-type'])?.toLowerCase();
  if (type === undefined) {
    reading.note('details-missing-type');
    return 'unspecified';
  }
  if (!isKnownResultType(type)) reading.note('result-type-unknown');
  return type;
}

function sessionsOf(of: Members, reading: Reading): number {
  const sessions = readCount(of['failed-session-count'], 'failed-session-count', reading);
  if (sessions === null) reading.note('count-missing');
  return sessions ?? 0;
}

function hostOf(of: Members, reading: Reading): string | undefined {
  const host = reading.text(of['receiving-mx-hostname'])?.toLowerCase();
  return host?.endsWith('.') === true ? host.slice(0, -1) : host;
}

const NOTHING = { sendingIp: undefined, mx: undefined, helo: undefined, receivingIp: undefined, information: undefined, reason: undefined };

/** Those behind the limit by type alone, so that their sessions are not lost. */
function merged(listed: readonly unknown[], from: number, reading: Reading): FailureDetail[] {
  reading.note('details-merged');
  const sums = new Map<string, number>();
  for (let index = from; index < listed.length; index += 1) {
    const of = membersOf(listed[index]);
    if (of === null) continue;
    const named = typeOf(of, reading);
    const type = sums.has(named) || sums.size < MAX_RESULT_TYPES ? named : 'other';
    sums.set(type, Math.min(Number.MAX_SAFE_INTEGER, (sums.get(type) ?? 0) + sessionsOf(of, reading)));
  }
  return [...sums].map(([type, sessions]) => ({ type, sessions, ...NOTHING }));
}
