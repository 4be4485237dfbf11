// Addresses of the policy host, in the one form that can be compared (RFC 5952).
import { isIPv4 } from 'node:net';
import { bad, good, quoted, type Checked } from './checked.ts';

export function checkAddress(text: string): Checked<string> {
  const problem = spellingProblem(text);
  if (problem !== null) return bad(`is ${quoted(text)}; ${problem}`);
  const address = isIPv4(text) ? text : canonicalIPv6(text);
  const use = UNUSABLE.find(({ pattern }) => pattern.test(address));
  return use ? bad(`${quoted(text)} is ${use.what}, which no sender can connect to`) : good(address);
}

function spellingProblem(text: string): string | null {
  if (isIPv4(text)) return null;
  if (isIPv6(text)) return null;
  if (isIPv6(text.replace(/%.*$/, ''))) return 'write the address without the interface behind "%"';
  if (/^[\d.]+$/.test(text) && /(?:^|\.)0\d/.test(text)) return 'write the numbers without leading zeros';
  if (/^\[.*\](?::\d+)?$/.test(text)) return 'write the address without brackets';
  if (/\/\d+$/.test(text)) return 'write one address, without a prefix length';
  return 'write an IPv4 or IPv6 address';
}

/** As node:net has it but for "%" and what follows, without the pattern that takes Node 20 eight milliseconds to compile. */
export function isIPv6(text: string): boolean {
  return /^[\da-f:.]+$/i.test(text) && text.includes(':') && URL.canParse(`http://[${text}]/`);
}

/** WHATWG's serializer is RFC 5952's but for IPv4-mapped addresses, which are refused. */
function canonicalIPv6(text: string): string {
  return new URL(`http://[${text}]/`).hostname.slice(1, -1);
}

const UNUSABLE: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /^(?:0\.|::$)/, what: 'the unspecified address' },
  { pattern: /^(?:22[4-9]\.|23\d\.|ff..?:|ff..?$|ff[0-9a-f]{2}::?)/, what: 'a multicast address' },
  { pattern: /^(?:24\d|25[0-5])\./, what: 'a reserved address' },
  { pattern: /^(?:169\.254\.|fe[89ab][0-9a-f]:)/, what: 'a link-local address' },
  { pattern: /^::ffff:/, what: 'an IPv4-mapped address' },
];
