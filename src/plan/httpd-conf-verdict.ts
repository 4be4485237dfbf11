// What `httpd -n` says of a file, and which of it stops a plan.
import { HTTPD_CONF } from '../model/base-system.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { HttpdVerdict } from '../model/httpd-conf.ts';
import type { Place } from '../model/place.ts';
import { unchangedOn } from './part.ts';

const OK = 'configuration OK';
/** An empty file is a file to start from. */
const EMPTY = 'no actions, nothing to do';
/** httpd drops such a server and goes on (FACTS part 1: soft failure). */
const SOFT = /: failed to load public\/private keys$/;

/** Stderr lines without FILE:LINE:, the closing line left out. */
export function messagesOf({ stderr }: HttpdVerdict): string[] {
  return stderr.filter((line) => line !== OK && line !== EMPTY).map((line) => line.replace(/^[^\n]*?:\d+: /, ''));
}

/** True when httpd would take the file, or there is nothing in it yet. */
export function isAcceptable(verdict: HttpdVerdict): boolean {
  return hardMessages(verdict).length === 0;
}

/** The warnings `httpd -n` gives on a file it accepts; null for one it does not accept. */
export function expectedWarnings(verdict: HttpdVerdict): string[] | null {
  return verdict.exit === 0 ? messagesOf(verdict) : null;
}

/** What httpd would refuse the file for. */
export function hardMessages({ stderr }: HttpdVerdict): string[] {
  return stderr.filter((line) => line !== OK && line !== EMPTY && !SOFT.test(line));
}

export function brokenFile(verdict: HttpdVerdict, facts: Facts): Diagnostic {
  // A missing include is told twice, the second time with its line.
  const messages = hardMessages(verdict);
  const first = messages.find((line) => !line.startsWith('pushfile: ')) ?? messages[0] ?? '';
  const { place, message } = placed(first);
  return {
    code: 'httpd-conf-broken',
    place,
    message: `httpd -n refuses the file as it is: ${message}`,
    unchanged: unchangedOn(facts),
    next: 'correct that line, then: httpd -n, then: stsctl plan',
  };
}

/** FILE:LINE: taken off a line of stderr. */
export function placed(line: string): { readonly place: Place; readonly message: string } {
  const found = /^([^\n]*?):(\d+): (.*)$/.exec(line);
  if (found === null) return { place: { file: HTTPD_CONF }, message: line };
  return { place: { file: found[1] ?? HTTPD_CONF, line: Number(found[2]) }, message: found[3] ?? '' };
}
