// Whether CAA records let an ACME authority issue for a name over HTTP (RFC 8659 4, RFC 8657 4).
import type { CaaRecord } from '../../model/dns.ts';

/** Names an authority is known by, by the host of its directory; what is not here is not judged. */
const ISSUERS: Readonly<Record<string, readonly string[]>> = {
  'acme-v02.api.letsencrypt.org': ['letsencrypt.org'],
  'acme-staging-v02.api.letsencrypt.org': ['letsencrypt.org'],
  'api.buypass.com': ['buypass.com', 'buypass.no'],
  'api.test4.buypass.no': ['buypass.com', 'buypass.no'],
  'acme.zerossl.com': ['sectigo.com', 'comodo.com', 'comodoca.com', 'usertrust.com', 'trust-provider.com', 'zerossl.com'],
  'dv.acme-v02.api.pki.goog': ['pki.goog'],
  'acme.ssl.com': ['ssl.com'],
};

/** Empty for an authority that is not known. */
export function issuersOf(apiUrl: string): readonly string[] {
  const host = URL.canParse(apiUrl) ? new URL(apiUrl).hostname : '';
  return Object.hasOwn(ISSUERS, host) ? (ISSUERS[host] ?? []) : [];
}

/** RFC 8659 4.2 to 4.4, RFC 9495, and two that some authorities take: whatever else is critical stops them. */
const KNOWN_TAGS: ReadonlySet<string> = new Set(['issue', 'issuewild', 'iodef', 'issuemail', 'issuevmc', 'contactemail', 'contactphone']);

/** Why the records of a name keep these issuers from it; null when they do not. `issuewild` is about wildcard names alone. */
export function caaObstacle(records: readonly CaaRecord[], issuers: readonly string[]): string | null {
  const unknown = records.find(({ isCritical, tag }) => isCritical && !KNOWN_TAGS.has(tag));
  if (unknown !== undefined) return `its critical property "${unknown.tag}" is not known`;
  const properties = records.filter(({ tag }) => tag === 'issue').map(({ value }) => parseIssue(value));
  if (properties.length === 0) return null;
  const own = properties.filter(({ issuer }) => issuers.includes(issuer));
  if (own.length === 0) return `it lets ${others(properties.map(({ issuer }) => issuer))} issue`;
  return own.some(({ methods }) => methods === null || methods.includes('http-01')) ? null : 'it does not let it validate over HTTP (validationmethods)';
}

interface Issue {
  /** Empty when nobody may. */
  readonly issuer: string;
  /** RFC 8657 4; null when any will do. */
  readonly methods: readonly string[] | null;
}

/** RFC 8659 4.2: issuer-domain-name *(";" tag "=" value); what can't be read names nobody. */
function parseIssue(value: string): Issue {
  const [issuer = '', ...parameters] = value.split(';').map((part) => part.trim());
  const methods = parameters.map((each) => /^validationmethods\s*=\s*(.*)$/i.exec(each)?.[1]).find((each) => each !== undefined);
  return { issuer: issuer.toLowerCase(), methods: methods?.split(',').map((each) => each.trim().toLowerCase()) ?? null };
}

function others(issuers: readonly string[]): string {
  const named = [...new Set(issuers.filter((each) => each !== ''))];
  return named.length === 0 ? 'nobody' : `only ${named.slice(0, 5).join(', ')}`;
}
