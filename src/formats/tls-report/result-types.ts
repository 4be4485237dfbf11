// What each result type (RFC 8460 4.3) most likely means, and what looks into it.

export type ResultFamily = 'starttls' | 'certificate' | 'sts' | 'dane' | 'other';

export interface ResultType {
  readonly family: ResultFamily;
  /** The likely cause. */
  readonly cause: string;
  /** "DOMAIN" stands for the domain. */
  readonly check: string;
}

const ON_DISK = 'the certificate that the MX presents';

export const RESULT_TYPES: ReadonlyMap<string, ResultType> = new Map([
  ['starttls-not-supported', { family: 'starttls', cause: 'the MX did not offer STARTTLS: a listener without tls, or something on the way that takes it out', check: 'stsctl check DOMAIN' }],
  ['certificate-host-mismatch', { family: 'certificate', cause: `${ON_DISK} does not name it (RFC 8461 4.2): a name missing in the handle, or the certificate of another server`, check: 'stsctl check DOMAIN' }],
  ['certificate-expired', { family: 'certificate', cause: `${ON_DISK} is out of date: not renewed, or renewed and its mail server not restarted`, check: 'stsctl check DOMAIN' }],
  ['certificate-not-trusted', { family: 'certificate', cause: `${ON_DISK} leads to no authority that senders trust: self-signed, or the intermediate one is missing`, check: 'stsctl check DOMAIN' }],
  ['validation-failure', { family: 'certificate', cause: 'a failure the sender gives no better name: often an MX that is not in the policy, or a handshake that broke off', check: 'stsctl check DOMAIN' }],
  ['sts-policy-fetch-error', { family: 'sts', cause: 'the record is there and the policy could not be fetched: DNS of mta-sts.DOMAIN, port 443, a redirect, or a filter', check: 'stsctl check DOMAIN' }],
  ['sts-policy-invalid', { family: 'sts', cause: 'the policy was fetched and is not well-formed (RFC 8461 3.2)', check: 'stsctl lint /var/www/mta-sts/mta-sts.txt' }],
  ['sts-webpki-invalid', { family: 'sts', cause: 'the certificate of mta-sts.DOMAIN is out of date, for another name, or not trusted (RFC 8461 3.3)', check: 'stsctl check DOMAIN' }],
  ['tlsa-invalid', { family: 'dane', cause: 'the TLSA record does not match the certificate of the MX: it was renewed with a new key', check: 'stsctl check DOMAIN' }],
  ['dnssec-invalid', { family: 'dane', cause: 'no valid DNSSEC answer for the MX or its TLSA record', check: 'stsctl check DOMAIN' }],
  ['dane-required', { family: 'dane', cause: 'the sender demands DANE and the MX has no usable TLSA record', check: 'stsctl check DOMAIN' }],
]);

const UNKNOWN: ResultType = { family: 'other', cause: 'a type of the sender, not of RFC 8460: see its additional information', check: 'stsctl check DOMAIN' };

export function isKnownResultType(name: string): boolean {
  return RESULT_TYPES.has(name);
}

export function resultType(name: string): ResultType {
  const found = RESULT_TYPES.get(name);
  if (found !== undefined) return found;
  // Senders' own names follow the pattern of the standard ones.
  if (name.startsWith('sts-')) return { ...UNKNOWN, family: 'sts' };
  return name.startsWith('certificate-') ? { ...UNKNOWN, family: 'certificate' } : UNKNOWN;
}

/** For one domain; null stands for any. */
export function explain(name: string, domain: string | null): { readonly cause: string; readonly check: string } {
  const { cause, check } = resultType(name);
  // stsctl check without a domain looks at all of them.
  if (domain === null) return { cause, check: check.replace(' DOMAIN', '') };
  return { cause: cause.replaceAll('DOMAIN', domain), check: check.replaceAll('DOMAIN', domain) };
}
