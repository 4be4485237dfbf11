// Domains and MX hosts.
import { isAddress } from '../formats/address/is-address.ts';
import { parseDomainName } from '../formats/mta-sts/domain-name.ts';
import { bad, good, quoted, type Checked } from './checked.ts';

/** Room for "/etc/ssl/mta-sts.DOMAIN.fullchain.pem" and the names that acme-client(1) and staging make of it, 255 bytes each. */
const MAX_DOMAIN = 220;

export interface Domain {
  readonly domain: string;
  readonly shown: string;
}

export function checkDomainName(text: string): Checked<Domain> {
  if (text.startsWith('*.')) return bad(`${quoted(text)} is a wildcard; write the mail domain itself (RFC 8461 3.4)`);
  const name = parseDomainName(text);
  if (!name.ok) return bad(`${quoted(text)} ${name.problem}`, name.at, name.length);
  if (name.name.length > MAX_DOMAIN) return bad(`${quoted(text)} is ${name.name.length} characters; ${MAX_DOMAIN} leave room for the name of its certificate's file`);
  const served = /^mta-sts\.(.*\..*)$/.exec(name.name)?.[1];
  if (served !== undefined) return bad(`${quoted(text)} is a policy host; write the mail domain: ${served} (RFC 8461 3.3)`);
  return good({ domain: name.name, shown: text });
}

/** RFC 8461 3.2: ["*."] Domain, in A-labels. */
export function checkMx(text: string): Checked<string> {
  const problem = mxProblem(text);
  if (problem !== null) return bad(`${quoted(text)} ${problem}`);
  const wildcard = text.startsWith('*.') ? '*.' : '';
  const name = parseDomainName(text.slice(wildcard.length));
  if (!name.ok) return bad(`${quoted(text)} ${name.problem}`, name.at === undefined ? undefined : name.at + wildcard.length, name.length);
  return good(`${wildcard}${name.name}`);
}

function mxProblem(text: string): string | null {
  if (/^\d+[ \t]+\S+$/.test(text)) return `holds a preference; write the host alone: ${text.replace(/^\d+[ \t]+/, '')}`;
  if (/[,;]|[^ \t][ \t]+[^ \t]/.test(text)) return 'lists several hosts; write each on its own line: mx[] = HOST (RFC 8461 3.2)';
  if (isAddress(text.replace(/^\[(?:IPv6:)?(.*)\]$/i, '$1'))) return 'is an IP address; write the name of the MX host (RFC 8461 3.2)';
  if (/^\*(?:\.[^.]*)?$/.test(text)) return 'takes in far too many hosts; write "*." and a domain of yours (RFC 8461 10.4)';
  if (text.lastIndexOf('*') > 0 || /^\*[^.]/.test(text)) return 'holds a wildcard that is not the whole left-most label (RFC 8461 3.2)';
  return null;
}
