// Where SMTP TLS reports go: mailto: and https: URIs (RFC 8460 3).
import { isDomain } from '../mta-sts/domain-name.ts';

export type ReportUri = { readonly ok: true; readonly uri: string } | { readonly ok: false; readonly problem: string; readonly at?: number; readonly length?: number };

// RFC 3986 2 without the quote, and without what RFC 8460 3 wants percent-encoded.
const URI_CHARACTER = /[A-Za-z0-9\-._~:/?#[\]@&()*+=%]/;
const MUST_BE_ENCODED: ReadonlySet<string> = new Set(['!', ',', ';', "'", '$']);

/** The scheme in lower case, the rest as written. */
export function parseReportUri(text: string): ReportUri {
  const odd = [...text].find((character) => !URI_CHARACTER.test(character));
  if (odd !== undefined) return { ok: false, problem: oddProblem(odd), at: text.indexOf(odd), length: odd.length };
  const escape = /%(?![0-9A-Fa-f]{2})/.exec(text);
  if (escape) return { ok: false, problem: 'holds a "%" without two hexadecimal digits', at: escape.index, length: 1 };
  const colon = text.indexOf(':');
  const scheme = text.slice(0, Math.max(0, colon)).toLowerCase();
  const check = SCHEMES.get(scheme);
  if (!check) return { ok: false, problem: schemeProblem(text) };
  const problem = check(text.slice(colon + 1));
  return problem === null ? { ok: true, uri: `${scheme}${text.slice(colon)}` } : { ok: false, problem };
}

function oddProblem(character: string): string {
  const code = encodeURIComponent(character) === character ? `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}` : encodeURIComponent(character);
  if (character === ',') return 'holds a comma; write each URI on its own line, and a comma inside one as %2C (RFC 8460 3)';
  if (MUST_BE_ENCODED.has(character)) return `holds "${character}"; write ${code} in its place (RFC 8460 3)`;
  return 'holds a character that no URI has (RFC 3986 2)';
}

function schemeProblem(text: string): string {
  if (text.includes('@') && !text.includes('/')) return `is "${text}"; write mailto:${text.slice(text.indexOf(':') + 1)} (RFC 8460 3)`;
  return `is "${text}"; write a mailto: or https: URI (RFC 8460 3)`;
}

const SCHEMES: ReadonlyMap<string, (rest: string) => string | null> = new Map([
  ['mailto', mailtoProblem],
  ['https', httpsProblem],
]);

function mailtoProblem(rest: string): string | null {
  const at = rest.lastIndexOf('@');
  const local = rest.slice(0, Math.max(0, at));
  const isAddress = at > 0 && local.length <= 64 && /^[A-Za-z0-9._~+=&*%-]+$/.test(local) && isDomain(rest.slice(at + 1)) && rest.slice(at).includes('.');
  return isAddress ? null : `is "mailto:${rest}"; write mailto: and one mail address`;
}

function httpsProblem(rest: string): string | null {
  const found = /^\/\/([^/?#:@]+)(?::(\d{1,5}))?(?:[/?][^#]*)?$/.exec(rest);
  const isHost = found !== null && isDomain(found[1] ?? '') && Number(found[2] ?? 443) <= 65535;
  return isHost ? null : `is "https:${rest}"; write https:// and a host name, without user or fragment`;
}
