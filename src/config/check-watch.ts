// The values of [watch]: where it listens, how often it looks, whom it tells.
import { isIP } from 'node:net';
import type { Notify, WatchConfig } from '../model/config.ts';
import { parseReportUri } from '../formats/tls-rpt/report-uri.ts';
import { bad, good, quoted, type Checked } from './checked.ts';

export function checkListen(text: string): Checked<WatchConfig['listen']> {
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text);
  const address = found?.[1] ?? found?.[2] ?? '';
  const port = Number(found?.[3]);
  const isGood = isIP(address) === (found?.[1] === undefined ? 4 : 6) && port >= 1 && port <= 65535;
  return isGood ? good({ address, port }) : bad(`is ${quoted(text)}; write ADDRESS:PORT, with brackets around an IPv6 address`);
}

/** Seconds: often enough to see a certificate expire, seldom enough to be no burden on those who are looked at. */
const [SHORTEST, LONGEST] = [300, 86400];

export function checkInterval(text: string): Checked<number> {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return seconds >= SHORTEST && seconds <= LONGEST ? good(seconds) : bad(`is ${quoted(text)}; give whole seconds, ${SHORTEST} to ${LONGEST}`);
}

/** What a shell would read otherwise is refused, though none is asked. */
const ODD_IN_WORD = /[^A-Za-z0-9._+@:,=~/ -]/;

export function checkNotify(text: string): Checked<Notify> {
  return text.toLowerCase().startsWith('mailto:') ? checkMail(text) : checkProgram(text);
}

/** A local part with a percent sign would have to be decoded, and one that begins with a hyphen might be an option. */
function checkMail(text: string): Checked<Notify> {
  const found = parseReportUri(text);
  if (!found.ok) return bad(found.problem, found.at, found.length);
  const address = found.uri.slice('mailto:'.length);
  return /^[A-Za-z0-9._~+=&*][A-Za-z0-9._~+=&*-]*@/.test(address) ? good({ kind: 'mail', address }) : bad(`is ${quoted(text)}; write a mail address without "%"`);
}

function checkProgram(text: string): Checked<Notify> {
  const odd = ODD_IN_WORD.exec(text);
  if (odd) return bad('holds a character that would need quoting; write a program of your own that has it', odd.index);
  const argv = text.split(/ +/);
  const isPath = argv[0]?.startsWith('/') === true && !/\/(?:\.{0,2})(?:\/|$)/.test(argv[0]);
  return isPath ? good({ kind: 'program', argv }) : bad(`is ${quoted(text)}; write mailto: and an address, or the absolute path of a program and its arguments`);
}
