// From what came in to the reports in it: gzip, JSON or mail, told by content, never by name.
import type { Arrival, Rejected } from './arrival.ts';
import { readAnyMail } from './any-mail.ts';
import { readCommonMail } from './common-mail.ts';
import type { Headers } from './mail-headers.ts';
import { beginsAsJson, type Mail, type ReportPart } from './report-part.ts';
import { isGzip, pack, unpack, type Unpacked } from './unpack.ts';

export interface Opened {
  readonly name: string;
  readonly reports: readonly OpenedReport[];
  /** Of the mail it came in; null for a file. */
  readonly headers: Headers | null;
  /** The whole mail, for its signature. */
  readonly bytes: Buffer;
}

export interface OpenedReport {
  readonly unpacked: Unpacked;
  readonly isTyped: boolean;
}

export function openArrival(arrival: Arrival): Opened | Rejected | Promise<Opened | Rejected> {
  const { name, bytes } = arrival;
  if (isGzip(bytes)) return { name, bytes, headers: null, reports: [{ unpacked: unpack(bytes), isTyped: true }] };
  if (beginsAsJson(bytes)) return { name, bytes, headers: null, reports: [{ unpacked: pack(bytes), isTyped: true }] };
  const mail = readCommonMail(bytes);
  return mail === null ? openAnyMail(arrival) : openMail(arrival, mail);
}

async function openAnyMail(arrival: Arrival): Promise<Opened | Rejected> {
  const mail = await readAnyMail(arrival.bytes);
  if ('problem' in mail) return { name: arrival.name, reason: mail.problem.startsWith('is neither') ? 'no-report' : 'broken-mail', problem: mail.problem };
  return openMail(arrival, mail);
}

function openMail({ name, bytes }: Arrival, { headers, parts }: Mail): Opened | Rejected {
  if (parts.length === 0) return { name, reason: 'no-report', problem: 'is a mail without a report' };
  return { name, bytes, headers, reports: parts.map(openPart) };
}

function openPart({ content, isTyped }: ReportPart): OpenedReport {
  return { isTyped, unpacked: isGzip(content) ? unpack(content) : pack(content) };
}
