// Which lines of a known_hosts file are for a name, as ssh-keygen -F finds them (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): comma-separated
// patterns with * and ? and negation, names hashed with HMAC-SHA1, a marker ahead.
import { createHmac } from 'node:crypto';

export interface KnownLine {
  /** From 1. */
  readonly line: number;
  readonly marker: 'revoked' | 'cert-authority' | null;
  readonly type: string;
  /** Base64, as it is there. */
  readonly key: string;
}

const SALT_BYTES = 20;
/** OpenSSH's own bound of a pattern; a line with a longer one is for nobody. */
const MAX_PATTERN = 1023;
/** A marker ends at a tab only in a line without any space. */
const MARKED = /^@(revoked|cert-authority)(?: [ \t]*|\t[ \t]*(?=[^ ]*$))(?=[^@])/;
/** Names, a type that OpenSSH has for host keys, and the key; any other line is for nobody. */
const NAMED = /^([^ \t]+)[ \t]+(ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)|ssh-rsa|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)[ \t]+([^ \t#][^ \t]*)/;

/** `name` is as known_hosts has it: "[mail1.example.com]:2222"; `text` has one character a byte. */
export function linesFor(name: string, text: string): KnownLine[] {
  const bytes = Buffer.from(name).toString('latin1');
  return text.split('\n').flatMap((line, index) => {
    const [marked = '', marker = null] = MARKED.exec(begin(line)) ?? [];
    const [, hosts, type = '', key = ''] = NAMED.exec(begin(line).slice(marked.length)) ?? [];
    if (hosts === undefined || hosts.startsWith('@') || !isFor(bytes, hosts)) return [];
    return [{ line: index + 1, marker: marker as KnownLine['marker'], type, key }];
  });
}

/** What is not white space or a comment. */
function begin(line: string): string {
  const text = line.replace(/^[ \t]+/, '');
  return text.startsWith('#') ? '' : text;
}

function isFor(name: string, hosts: string): boolean {
  return hosts.startsWith('|') ? isHashOf(name, hosts) : matchesList(lower(name), lower(hosts));
}

function isHashOf(name: string, hashed: string): boolean {
  const [, salt = ''] = /^\|1\|([A-Za-z0-9+/=]+)\|/.exec(hashed) ?? [];
  const bytes = Buffer.from(salt, 'base64');
  return bytes.length === SALT_BYTES && hashed === `|1|${bytes.toString('base64')}|${createHmac('sha1', bytes).update(name, 'latin1').digest('base64')}`;
}

/** One negated pattern that matches is enough to keep the line from being for the name. */
function matchesList(name: string, list: string): boolean {
  let isWanted = false;
  for (const each of list.split(',')) {
    const isNegated = each.startsWith('!');
    const pattern = isNegated ? each.slice(1) : each;
    if (pattern.length >= MAX_PATTERN) return false;
    if (!matches(name, pattern)) continue;
    if (isNegated) return false;
    isWanted = true;
  }
  return isWanted;
}

/** `*` any text, `?` any one character. After a `*` the first place where the next piece fits is as good as any later one. */
function matches(name: string, pattern: string): boolean {
  const [first = '', ...pieces] = pattern.split('*');
  const last = pieces.pop();
  if (last === undefined) return name.length === pattern.length && fits(name, 0, pattern);
  let at = first.length;
  if (name.length < first.length + last.length || !fits(name, 0, first)) return false;
  for (const piece of pieces) {
    while (at + piece.length <= name.length && !fits(name, at, piece)) at += 1;
    at += piece.length;
  }
  return at + last.length <= name.length && fits(name, name.length - last.length, last);
}

function fits(name: string, at: number, piece: string): boolean {
  for (let index = 0; index < piece.length; index += 1) if (piece[index] !== '?' && piece[index] !== name[at + index]) return false;
  return true;
}

/** As tolower(3) in the C locale. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
}
