// What a sender would think of an answer, and what to do about it.
import type { Finding, FindingCode } from '../model/finding.ts';
import { formatEndpoint } from '../formats/endpoint.ts';
import { namesHost } from '../formats/certificate/leaf.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { MAX_MESSAGE, shortened } from './found.ts';
import { trustWords } from './trust-words.ts';
import { MAX_BODY, type Answered, type Fetched, type Target } from './fetch-policy.ts';

export interface Expected {
  readonly domain: string;
  /** What we publish; null when the domain is not ours. */
  readonly body: string | null;
  /** The certificate on disk, null when nobody has looked. */
  readonly certificate: OnDisk | null;
}

/** What httpd loads when it is reloaded. */
export interface OnDisk {
  readonly file: string;
  /** SHA-256 of the first certificate, as X509Certificate.fingerprint256. */
  readonly fingerprint: string;
  /** Of the other certificates that httpd has loaded from disk: for a name that several have, it may show any of them. */
  readonly others: ReadonlySet<string>;
}

export function judgeFetched(fetched: Fetched, target: Target, expected: Expected): Finding[] {
  const find = finder(target, expected.domain);
  switch (fetched.kind) {
    case 'unreachable':
      return [find('policy-unreachable', `no connection: ${fetched.word}`, '3.3', 'see that httpd runs (rcctl check httpd) and that pf lets port 443 in')];
    case 'tls':
      return [find('policy-tls', `no TLS session for ${target.policyHost}: ${fetched.why}`, '3.3', `see that the certificate and key of ${target.policyHost} are there and fit each other, then: rcctl reload httpd`)];
    case 'http':
      return [find('policy-http', `no HTTP answer: ${fetched.why}`, '3.3', `see what listens on ${target.address} port ${target.port}`)];
    case 'slow':
      return [find('policy-slow', `no whole answer within ${fetched.timeoutMs / 1000} s`, '3.3', 'see what keeps httpd or the network busy')];
    case 'answered':
      return judgeAnswer(fetched, target, expected, find);
  }
}

type Find = (code: FindingCode, message: string, section: string, next: string, severity?: Finding['severity']) => Finding;

function finder(target: Target, domain: string): Find {
  const where = formatEndpoint(target);
  return (code, message, section, next, severity = 'error') => ({ code, severity, domain, where, message: shortened(message, MAX_MESSAGE), clause: `RFC 8461 ${section}`, next });
}

function judgeAnswer(answer: Answered, target: Target, expected: Expected, find: Find): Finding[] {
  const certificate = [...judgeCertificate(answer, target, find), ...judgeLoaded(answer, expected, find)];
  if (answer.status !== 200) return [...certificate, judgeStatus(answer, target, find)];
  return [...certificate, ...judgeMediaType(answer, find), ...judgeBody(answer, expected, find)];
}

/** RFC 8461 3.3: trusted chain, in date, the name among the SAN DNS-IDs; no CN, wildcard only as the left-most label. */
function judgeCertificate({ untrusted, certificate }: Answered, { policyHost }: Target, find: Find): Finding[] {
  const found: Finding[] = [];
  if (untrusted !== null) {
    const { why, next } = trustWords(untrusted);
    found.push(find('policy-certificate', `the certificate is not trusted: ${why}`, '3.3', next ?? 'see which certificate httpd serves and who issued it; for a private authority say ca_file in [acme]'));
  }
  if (certificate === null || !namesHost(certificate, policyHost)) found.push(find('policy-certificate', `the certificate does not name ${policyHost}`, '3.3', `see that the server of ${policyHost} in httpd.conf has its own certificate`));
  return found;
}

/** A reload that was missed: httpd goes on serving what it once read. */
function judgeLoaded({ certificate }: Answered, { certificate: onDisk }: Expected, find: Find): Finding[] {
  if (onDisk === null || certificate === null || certificate.fingerprint256 === onDisk.fingerprint || onDisk.others.has(certificate.fingerprint256)) return [];
  return [find('policy-certificate-old', `the certificate served is not the one in ${onDisk.file}`, '3.3', 'rcctl reload httpd')];
}

/** RFC 8461 3.3: anything but 200 is a failure, redirects are not followed. */
function judgeStatus({ status, location }: Answered, { policyHost }: Target, find: Find): Finding {
  const to = location === null ? '' : ` to ${location}`;
  return find('policy-status', `status ${status}${to} instead of 200`, '3.3', `see which server of httpd.conf answers for ${policyHost} on port 443, and which of its locations`);
}

/** RFC 8461 3.2: SHOULD be text/plain. */
function judgeMediaType({ mediaType }: Answered, find: Find): Finding[] {
  const bare = mediaType?.split(';')[0]?.trim().toLowerCase();
  if (bare === 'text/plain') return [];
  const said = mediaType === null ? 'no media type' : `media type ${mediaType}`;
  return [find('policy-media-type', `${said} instead of text/plain`, '3.2', 'add to the policy location: default type text/plain')];
}

function judgeBody({ body, tooLarge }: Answered, expected: Expected, find: Find): Finding[] {
  if (tooLarge) return [find('policy-too-large', `the policy is larger than ${MAX_BODY} bytes`, '3.3', 'see what is served in its place')];
  if (body === expected.body) return [];
  const { problems } = parsePolicy(body);
  const [first] = problems;
  if (first !== undefined) return [find('policy-malformed', `the policy is malformed at line ${first.line}: ${first.text}`, '3.2', 'stsctl plan')];
  return expected.body === null ? [] : [find('policy-differs', 'the policy served is not the one configured', '3.2', 'stsctl plan')];
}
