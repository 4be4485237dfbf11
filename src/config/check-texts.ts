// Paths, URLs and names that end up in httpd.conf, acme-client.conf, a crontab or a zone: only what needs no escaping anywhere.
import { isDomain } from '../formats/mta-sts/domain-name.ts';
import { isIP } from 'node:net';
import { isAddress } from '../formats/address/is-address.ts';
import { parseReportUri } from '../formats/tls-rpt/report-uri.ts';
import { bad, good, quoted, type Check, type Checked } from './checked.ts';

/** httpd.conf(5) and acme-client.conf(5) keep paths below PATH_MAX. */
const MAX_PATH = 1000;
const ODD_IN_PATH = /[^A-Za-z0-9._+@:,=~/-]/;

export function checkPath(text: string): Checked<string> {
  const odd = ODD_IN_PATH.exec(text);
  if (odd) return bad('holds a character that would need quoting; use letters, digits and . _ - + @ : , = ~ /', odd.index);
  if (!text.startsWith('/')) return bad(`is ${quoted(text)}; write an absolute path`);
  if (text.endsWith('/')) return bad(`is ${quoted(text)}, a directory; write the path of a file`);
  if (/\/(?:\.{0,2})\//.test(`${text}/`)) return bad(`is ${quoted(text)}; write the path without "//", "." and ".."`);
  return text.length <= MAX_PATH ? good(text) : bad(`is ${text.length} characters; ${MAX_PATH} is the limit`);
}

export function checkTlsRpt(text: string): Checked<string> {
  const found = parseReportUri(text);
  return found.ok ? good(found.uri) : bad(found.problem, found.at, found.length);
}

export const checkContact: Check<string> = (text) => {
  const found = parseReportUri(text);
  if (found.ok && found.uri.startsWith('mailto:')) return good(found.uri);
  if (!found.ok && found.at !== undefined) return bad(found.problem.replace(/;.*$/, ''), found.at, found.length);
  return bad(`is ${quoted(text)}; write mailto: and one mail address (RFC 8555 7.1.2)`);
};

/** The port may be any, the host a name or an address. Whether http: is fine depends on `insecure`. */
export function checkUrl(text: string): Checked<string> {
  const odd = /[^A-Za-z0-9._~:/?&=[\]-]/.exec(text);
  if (odd) return bad('holds a character that would need quoting', odd.index);
  const found = /^https?:\/\/(\[[0-9a-f:.]+\]|[^/?#:[\]]+)(?::(\d{1,5}))?(?:[/?].*)?$/i.exec(text);
  const host = (found?.[1] ?? '').replace(/^\[|\]$/g, '');
  const isGood = found !== null && (isDomain(host) || isAddress(host)) && Number(found[2] ?? 443) <= 65535;
  return isGood ? good(text) : bad(`is ${quoted(text)}; write the https: URL of the authority's directory (RFC 8555 7.1.1)`);
}

export function checkAuthority(text: string): Checked<string> {
  const odd = /[^A-Za-z0-9._-]/.exec(text);
  if (odd) return bad(`is ${quoted(text)}; use letters, digits and . _ - (acme-client.conf(5))`, odd.index);
  return text.length <= 64 ? good(text) : bad(`is ${text.length} characters; 64 is the limit`);
}

export function checkSsh(text: string): Checked<string> {
  const found = /^(?:[A-Za-z_][A-Za-z0-9_.-]*@)?(?:([A-Za-z0-9][A-Za-z0-9._-]*)|\[([0-9A-Fa-f:.]+)\])(?::(\d{1,5}))?$/.exec(text);
  const isGood = found !== null && (found[2] === undefined || isIP(found[2]) === 6) && Number(found[3] ?? 22) <= 65535;
  return isGood ? good(text) : bad(`is ${quoted(text)}; write USER@HOST, HOST or USER@HOST:PORT`);
}

export function checkHostName(text: string): Checked<string> {
  if (text === 'all') return bad('"all" stands for every host; choose another name');
  const isGood = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
  return isGood ? good(text) : bad(`${quoted(text)} is not a name of letters, digits and . _ -`);
}

/** As the scripts in /etc/rc.d are named (rc.d(8)); httpd is reloaded anyway. */
export function checkDaemon(text: string): Checked<string> {
  if (text === 'httpd') return bad('is httpd, which is reloaded anyway; take the line out');
  return /^[a-z_][a-z0-9_]{0,31}$/.test(text) ? good(text) : bad(`is ${quoted(text)}; write the name of a service as rcctl(8) has it: smtpd`);
}
