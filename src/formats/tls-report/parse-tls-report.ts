// A report of RFC 8460 4: JSON → TlsReport. Tolerant at the door, strict inside.
import type { ReportedPolicy, TlsReport } from '../../model/tls-report.ts';
import { MAX_DETAILS, MAX_POLICIES, MAX_REPORT_BYTES } from './limits.ts';
import { jsonProblem } from './measure-json.ts';
import { dayBetween, readDate } from './read-date.ts';
import { readPolicy } from './read-policy.ts';
import { membersOf, Reading, refuse, Unreadable, type Members } from './reading.ts';

export type ParsedTlsReport =
  /** `isPlain`: no string of it holds a quote, a backslash or a control character, so that JSON has them as they are. */
  | { readonly ok: true; readonly report: TlsReport; readonly isPlain: boolean }
  /** `problem` follows the name of what was read: "is no JSON". */
  | { readonly ok: false; readonly problem: string };

/** `isAscii`: the caller knows that no character is beyond ASCII. */
export function parseTlsReport(text: string, isAscii = false): ParsedTlsReport {
  try {
    return { ok: true, report: readReport(text, isAscii), isPlain: !text.includes('\\') };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.message };
    throw error;
  }
}

function readReport(text: string, isAscii: boolean): TlsReport {
  if (text.length > MAX_REPORT_BYTES) refuse(`is larger than ${MAX_REPORT_BYTES} bytes`);
  const reading = new Reading(text, isAscii);
  const of = membersOf(jsonOf(text, reading)) ?? refuse('is no object');
  const range = membersOf(of['date-range']) ?? refuse('has no date-range (RFC 8460 4.4)');
  const [start, end] = [readDate(range['start-datetime'], 'start-datetime', reading), readDate(range['end-datetime'], 'end-datetime', reading)];
  if (end.milliseconds < start.milliseconds) refuse('ends before it starts');
  if (end.milliseconds - start.milliseconds > LONGEST_RANGE_MS) refuse('spans more than 32 days; a report is of one day (RFC 8460 4.1)');
  const contact = contactOf(of, reading);
  const policies = policiesOf(of, reading);
  return {
    organization: organizationOf(of, contact, reading),
    contact,
    reportId: reportIdOf(of, reading),
    start: start.text,
    end: end.text,
    day: dayBetween(start, end),
    policies,
    tolerated: reading.tolerated,
  };
}

const LONGEST_RANGE_MS = 32 * 86_400_000;

function jsonOf(text: string, reading: Reading): unknown {
  const hasMark = text.startsWith('\ufeff');
  if (hasMark) reading.note('byte-order-mark');
  const problem = jsonProblem(text);
  if (problem !== null) refuse(problem);
  try {
    return JSON.parse(hasMark ? text.slice(1) : text) as unknown;
  } catch {
    return refuse('is no JSON');
  }
}

/** Google's is an address, Microsoft's may be null. */
function contactOf(of: Members, reading: Reading): string | null {
  const contact = reading.text(of['contact-info']);
  if (contact === null) reading.note('contact-missing');
  return contact;
}

function organizationOf(of: Members, contact: string | null, reading: Reading): string {
  const name = reading.text(of['organization-name']);
  if (name !== null) return name;
  reading.note('organization-missing');
  return contact?.slice(contact.lastIndexOf('@') + 1) ?? 'unknown';
}

function reportIdOf(of: Members, reading: Reading): string {
  const id = of['report-id'];
  const text = reading.text(typeof id === 'number' ? String(id) : id);
  if (text === null) reading.note('report-id-missing');
  return text ?? '';
}

function policiesOf(of: Members, reading: Reading): ReportedPolicy[] {
  const value = of['policies'];
  const listed = Array.isArray(value) ? value : [value ?? refuse('has no policies (RFC 8460 4.4)')];
  if (listed.length === 0) refuse('has no policies (RFC 8460 4.4)');
  if (listed.length > MAX_POLICIES) refuse(`has more than ${MAX_POLICIES} policies`);
  if (listed.length > 1) reading.note('several-policies');
  let room = MAX_DETAILS;
  return listed.map((each) => {
    const policy = readPolicy(each, room, reading);
    room = Math.max(0, room - policy.details.length);
    return policy;
  });
}
