// What the operator is told, as text for a mail or a command: every line harmless, the whole of it bounded. Pure.
import type { Finding } from '../model/finding.ts';
import type { Untold } from './remember.ts';

export interface DomainNotice extends Untold {
  readonly domain: string;
}

export interface Notice {
  /** ASCII, one line. */
  readonly subject: string;
  /** UTF-8 lines of at most 900 bytes, each ended by a newline. */
  readonly body: string;
  readonly domains: readonly DomainNotice[];
}

const MOST_LINES = 400;
/** RFC 5322 2.1.1 allows 998. */
const LONGEST_LINE_BYTES = 900;
const LONGEST_SUBJECT = 200;
const NAMED_IN_SUBJECT = 3;

export function noticeOf(domains: readonly DomainNotice[], host: string): Notice {
  const errors = domains.filter(({ appeared }) => appeared.some(({ severity }) => severity === 'error')).length;
  const appeared = domains.filter((each) => each.appeared.length > 0).length;
  const what = errors > 0 ? 'failing' : appeared > 0 ? 'to look at' : 'recovered';
  const names = domains.slice(0, NAMED_IN_SUBJECT).map(({ domain }) => domain);
  const more = domains.length > NAMED_IN_SUBJECT ? ` and ${domains.length - NAMED_IN_SUBJECT} more` : '';
  const lines = domains.flatMap(linesOf);
  const cut = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more lines: stsctl check`] : lines;
  return { subject: asciiLine(`stsctl on ${host}: ${what}: ${names.join(', ')}${more}`), body: cut.map((line) => `${plainLine(line)}\n`).join(''), domains };
}

function linesOf({ domain, appeared, gone }: DomainNotice): string[] {
  return [domain, ...appeared.flatMap(findingLines), ...gone.map((key) => `  gone: ${key}`), ''];
}

function findingLines({ severity, where, message, clause, next }: Finding): string[] {
  return [`  ${severity}: ${where === null ? '' : `${where}: `}${message} (${clause})`, `    next: ${next}`];
}

/** Control characters and those that turn the direction of text are shown as a mark; one line stays one line. */
export function plainLine(text: string): string {
  const harmless = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
  if (Buffer.byteLength(harmless) <= LONGEST_LINE_BYTES) return harmless;
  // A character that is cut in two reads as a mark.
  return `${Buffer.from(harmless).subarray(0, LONGEST_LINE_BYTES).toString('utf8')}…`;
}

function asciiLine(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_SUBJECT);
}
