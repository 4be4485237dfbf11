// What RFC 8461 3.1 and RFC 8460 3 have in common: of the TXT records at a name, one begins with the version, and it alone counts.
import type { DnsAnswer } from '../model/dns.ts';
import type { Bytes } from '../model/bytes.ts';

export type TxtRecords =
  | { readonly kind: 'failed' }
  /** `others` are records that are to be discarded. */
  | { readonly kind: 'none'; readonly why: string; readonly others: readonly Bytes[] }
  | { readonly kind: 'several'; readonly count: number }
  | { readonly kind: 'one'; readonly text: Bytes; readonly others: readonly Bytes[] };

/** `version` is "v=STSv1". */
export function sortTxt(answer: DnsAnswer<'TXT'>, version: string): TxtRecords {
  if (answer.kind === 'failed') return { kind: 'failed' };
  if (answer.kind === 'none') return { kind: 'none', why: answer.why === 'no-name' ? 'there is no such name (NXDOMAIN)' : 'the name has no TXT record', others: [] };
  // The strings of a record are joined without blanks.
  const texts = answer.values.map((strings) => strings.join(''));
  const own = texts.filter((text) => beginsWith(text, version));
  const others = texts.filter((text) => !beginsWith(text, version));
  const [text] = own;
  if (own.length > 1) return { kind: 'several', count: own.length };
  return text === undefined ? { kind: 'none', why: 'none of its TXT records begins with ' + version + ';', others } : { kind: 'one', text, others };
}

/** A record that ends right behind the version, or has blanks before the ";", was meant for one (EID 6285). */
function beginsWith(text: string, version: string): boolean {
  return text.startsWith(version) && /^[ \t]*(?:;|$)/.test(text.slice(version.length));
}
