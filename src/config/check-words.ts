// Values that are one of a few words, or a number.
import type { AcmeConfig, HostConfig, Mode } from '../model/config.ts';
import { MAX_MAX_AGE_SECONDS, MODES } from '../formats/mta-sts/policy-fields.ts';
import { bad, good, quoted, type Checked } from './checked.ts';

export function checkMode(text: string): Checked<Mode> {
  return wordOf(text, MODES, 'RFC 8461 3.2');
}

export function checkKeyType(text: string): Checked<AcmeConfig['keyType']> {
  return wordOf(text, ['rsa', 'ecdsa'], 'acme-client.conf(5)');
}

export function checkBecome(text: string): Checked<NonNullable<HostConfig['become']>> {
  return wordOf(text, ['doas']);
}

export function checkTransport(text: string): Checked<HostConfig['transport']> {
  return wordOf(text, ['ssh2', 'openssh']);
}

export function checkYesOrNo(text: string): Checked<boolean> {
  const word = wordOf(text, ['yes', 'no']);
  return word.ok ? good(word.value === 'yes') : word;
}

function wordOf<T extends string>(text: string, words: readonly T[], citation = ''): Checked<T> {
  const found = words.find((word) => word === text);
  if (found !== undefined) return good(found);
  const accepted = [words.slice(0, -1).join(', '), words.at(-1)].filter((each) => each !== '').join(' or ');
  return bad(`is ${quoted(text)}; use ${accepted}${citation && ` (${citation})`}`);
}

/** A month is kept until its last day is this old; ten years are the most. */
const [FEWEST_DAYS, MOST_DAYS] = [31, 3660];

export function checkDays(text: string): Checked<number> {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return days >= FEWEST_DAYS && days <= MOST_DAYS ? good(days) : bad(`is ${quoted(text)}; give whole days, ${FEWEST_DAYS} to ${MOST_DAYS}`);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 };

export function checkMaxAge(text: string): Checked<number> {
  if (!/^\d{1,10}$/.test(text)) return bad(`is ${quoted(text)}; ${inSeconds(text) ?? `give whole seconds, 0 to ${MAX_MAX_AGE_SECONDS}`} (RFC 8461 3.2)`);
  const seconds = Number(text);
  return seconds <= MAX_MAX_AGE_SECONDS ? good(seconds) : bad(`is ${text} seconds; ${MAX_MAX_AGE_SECONDS} is the maximum (RFC 8461 3.2)`);
}

/** What "7d" may mean. */
function inSeconds(text: string): string | null {
  const [, count, unit] = /^(\d{1,8}) ?([smhdwy])(?:ays?|eeks?|ours?|ears?|inutes?|econds?)?$/.exec(text) ?? [];
  const seconds = Number(count) * (UNITS[unit ?? ''] ?? Number.NaN);
  return seconds <= MAX_MAX_AGE_SECONDS ? `that is ${seconds} in seconds` : null;
}
