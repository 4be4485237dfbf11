// Domain names as DNS and RFC 5321 have them: letters, digits and hyphens in labels; other scripts become A-labels.
import { domainToASCII, domainToUnicode } from 'node:url';
import { isAddress } from '../address/is-address.ts';

export type DomainName =
  | { readonly ok: true; readonly name: string }
  /** `at` and `length` point into the text as given; `problem` follows its name: "has an empty label". */
  | { readonly ok: false; readonly problem: string; readonly at?: number; readonly length?: number };

/** RFC 1035 2.3.4, without the final dot. */
const MAX_NAME = 253;
const MAX_LABEL = 63;
const IS_ADDRESS = 'is an IP address; write a name';

/** Lower-case A-labels, at least two of them. */
export function parseDomainName(text: string): DomainName {
  if (isAddress(text)) return { ok: false, problem: IS_ADDRESS };
  const bad = firstBadCharacter(text);
  if (bad) return bad;
  const ascii = toAscii(text);
  if (ascii === null) return { ok: false, problem: 'has no form in A-labels (RFC 5891)' };
  return checkName(ascii, text);
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const FINAL = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'i');

/** Already in its final form: what a policy or record of others must hold (RFC 8461 3.2). */
export function isDomain(text: string): boolean {
  return text.length <= MAX_NAME && FINAL.test(text);
}

// Only letters of any script reach domainToASCII, which reads "%41", "0x7f.1" and "a@b" as a URL does.
const ODD = /[^a-z0-9.\-\p{L}\p{M}\p{N}\u00B7\u30FB\u{200C}-\u{200D}\u3002\uFF0E\uFF61]/iu;

function firstBadCharacter(text: string): (DomainName & { ok: false }) | null {
  // Nearly every name; the tables of Unicode behind ODD are built on its first use and take milliseconds.
  if (/^[a-z0-9.-]*$/i.test(text)) return null;
  const odd = ODD.exec(text);
  if (!odd) return null;
  const [character] = odd;
  const why = ODD_CHARACTERS[character] ?? `holds ${characterName(character)}, which no domain name has`;
  return { ok: false, problem: why, at: odd.index, length: character.length };
}

const ODD_CHARACTERS: Readonly<Record<string, string>> = {
  _: 'holds an underscore; host names have letters, digits and hyphens (RFC 5321 2.3.5)',
  '*': 'holds a wildcard, which stands here for nothing',
  '@': 'is a mail address; write what follows the @',
  ' ': 'holds a blank; write one name',
  ',': 'holds a comma; write one name',
  '"': 'holds a quote; write the name without quotes',
  "'": 'holds a quote; write the name without quotes',
};

/** Printable as it is, else by number. */
function characterName(character: string): string {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(character) ? `"${character}"` : `the character U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function toAscii(text: string): string | null {
  const isPlain = /^[\x20-\x7E]*$/.test(text);
  const ascii = (isPlain ? text : domainToASCII(text)).toLowerCase();
  if (ascii === '') return isPlain ? '' : null;
  return ascii.split('.').every(isGoodALabel) ? ascii : null;
}

/** Node versions differ in what they make of a broken A-label: ask for the way there and back. */
function isGoodALabel(label: string): boolean {
  if (!label.startsWith('xn--')) return true;
  const shown = domainToUnicode(label);
  return shown !== '' && shown !== label && domainToASCII(shown) === label;
}

function checkName(name: string, text: string): DomainName {
  const problem = nameProblem(name, text);
  return problem === null ? { ok: true, name } : { ok: false, problem };
}

function nameProblem(name: string, text: string): string | null {
  if (isAddress(name)) return IS_ADDRESS;
  if (name.endsWith('.') && name !== '.') return `ends in a dot; write ${text.replace(/[.\u3002\uFF0E\uFF61]+$/u, '')}`;
  const labels = name.split('.');
  for (const label of labels) {
    const problem = labelProblem(label);
    if (problem !== null) return problem;
  }
  if (name.length > MAX_NAME) return `is ${name.length} characters; ${MAX_NAME} is the limit (RFC 1035 2.3.4)`;
  if (labels.length < 2) return 'has one label; write the whole name';
  // RFC 1123 2.1: the highest label is never a number, so that a name can't be taken for an address.
  return /^\d+$/.test(labels.at(-1) ?? '') ? 'ends in a number, as addresses do' : null;
}

function labelProblem(label: string): string | null {
  if (label === '') return 'has an empty label; write one dot between labels';
  if (label.length > MAX_LABEL) return `has a label of ${label.length} characters; ${MAX_LABEL} is the limit (RFC 1035 2.3.4)`;
  if (label.startsWith('-')) return `has a label that begins with a hyphen: "${label}"`;
  return label.endsWith('-') ? `has a label that ends in a hyphen: "${label}"` : null;
}
