// DKIM of a report mail (RFC 8460 3): signed by the reporter, no l=; mailauth does the cryptography.
import type { Trust } from '../../model/tls-report.ts';
import type { Headers } from '../input/mail-headers.ts';

/** TXT strings of a name, as node:dns resolveTxt gives them; throws with its `code`. */
export type ResolveTxt = (name: string) => Promise<readonly (readonly string[])[]>;

/** Each costs a DNS query and a check: a mail with more of them is nobody's report. */
const MAX_SIGNATURES = 8;

export const UNSIGNED: Trust = { result: 'unverified', domain: null, selector: null, service: null, why: 'not signed', isTemporary: false };
export const FROM_FILE: Trust = { ...UNSIGNED, why: 'from a file, which carries no signature' };

interface Signature {
  readonly signingDomain?: string;
  readonly selector?: string;
  readonly algo?: string;
  readonly rr?: string;
  readonly canonBodyLengthLimited?: boolean;
  readonly signingHeaders?: { readonly keys: string };
  readonly signatureTimeValid?: boolean;
  readonly status: { readonly result: string; readonly comment?: string };
}

export function isSigned({ fields }: Headers): boolean {
  return fields.has('dkim-signature');
}

/** Of a mail that is signed. `reporters` are the domains that may vouch for the report. */
export async function verifySignature(bytes: Buffer, headers: Headers, reporters: readonly string[], resolveTxt: ResolveTxt, now: Date): Promise<Trust> {
  const signatures = headers.fields.get('dkim-signature') ?? [];
  if (signatures.length > MAX_SIGNATURES) return { ...UNSIGNED, result: 'failed', why: `has more than ${MAX_SIGNATURES} signatures` };
  const results = (await verified(bytes, resolveTxt, now)).filter(({ signingDomain }) => signingDomain !== undefined);
  const judged = results.map((each) => judge(each, reporters));
  return judged.find(({ result }) => result === 'verified') ?? judged.find(({ isTemporary }) => isTemporary) ?? judged.find(({ result }) => result === 'failed') ?? judged[0] ?? { ...UNSIGNED, result: 'failed', why: 'its signature can\'t be read' };
}

async function verified(bytes: Buffer, resolveTxt: ResolveTxt, now: Date): Promise<readonly Signature[]> {
  const { dkimVerify } = (await import('mailauth/lib/dkim/verify.js')).default as unknown as { dkimVerify: (input: Buffer, options: object) => Promise<{ results: readonly Signature[] }> };
  const resolver = async (name: string, type: string) => (type === 'TXT' ? resolveTxt(name) : []);
  return (await dkimVerify(bytes, { resolver, curTime: new Date(now.getTime() + SKEW_MS), minBitLength: 1024 })).results;
}

/** Of an old mail: its key is gone, or its time is over. Neither says that it was forged. */
const UNTOLD = new Set(['no key', 'expired']);
/** Clocks differ: a signature of the near future is of now. */
const SKEW_MS = 5 * 60_000;

function judge(signature: Signature, reporters: readonly string[]): Trust {
  const { status, rr = '' } = signature;
  const domain = signature.signingDomain?.toLowerCase() ?? null;
  const told = { domain, selector: signature.selector ?? null, service: /(?:^|;)\s*s\s*=\s*([^;\s]+)/.exec(rr)?.[1] ?? null, isTemporary: false };
  if (status.result === 'temperror') return { ...told, result: 'unverified', why: status.comment ?? 'DNS gave no answer', isTemporary: true };
  if (status.result !== 'pass') return { ...told, result: UNTOLD.has(status.comment ?? '') ? 'unverified' : 'failed', why: status.comment ?? status.result };
  const problem = problemOf(signature, told.service);
  if (problem !== null) return { ...told, result: 'failed', why: problem };
  if (!reporters.some((reporter) => isWithin(reporter, domain ?? ''))) return { ...told, result: 'unverified', why: `signed by ${domain}, which is not the reporter` };
  return { ...told, result: 'verified', why: null };
}

function problemOf({ algo, signingHeaders, canonBodyLengthLimited, signatureTimeValid }: Signature, service: string | null): string | null {
  // It leaves the end of the mail to anybody; mailauth allows it.
  if (canonBodyLengthLimited === true) return 'its signature covers a part of the body alone (l=, RFC 8460 3)';
  // RFC 8301 3.1.
  if (algo?.toLowerCase() === 'rsa-sha1') return 'its signature uses SHA-1 (RFC 8301)';
  // RFC 6376 5.4: From must be signed.
  if (!/(?:^|[:\s])from(?:[:\s]|$)/i.test(signingHeaders?.keys ?? '')) return 'its signature does not cover From (RFC 6376 5.4)';
  if (signatureTimeValid === false) return 'its signature is out of date';
  // RFC 6376 3.6.1: a key for other services does not sign reports.
  return service === null || service.split(':').some((each) => ['*', 'email', 'tlsrpt'].includes(each)) ? null : `its key is for ${service}`;
}

/** The reporter itself, or a domain above it: mail.example.com may be signed by example.com, never by com. */
function isWithin(reporter: string, signer: string): boolean {
  return reporter === signer || (signer.includes('.') && reporter.endsWith(`.${signer}`));
}
