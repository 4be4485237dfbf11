// Fetches a challenge token as a certificate authority does: plain HTTP, by name (RFC 8555 8.3), and says why it does not get it.
import { get, type IncomingMessage } from 'node:http';
import type { Finding } from '../model/finding.ts';
import { formatEndpoint } from '../formats/endpoint.ts';

export interface ChallengeTarget {
  readonly policyHost: string;
  readonly address: string;
  readonly port: number;
  readonly token: string;
  /** acme-client's challengedir, for the message. */
  readonly directory: string;
  readonly timeoutMs: number;
  /** True when DNS alone gives this address: neither the host's own nor in stsctl.conf. */
  readonly isForeign?: boolean;
}

/** What DNS says of a policy host; null where no resolver answers. */
export type Resolved = readonly string[] | null;

export interface ChallengeHost {
  /** Addresses that stsctl.conf gives it. */
  readonly configured: readonly string[];
  /** Addresses of the host stsctl works on. */
  readonly own: readonly string[];
}

/**
 * Addresses in DNS that the authority would try beside those tried anyway, and a fault when there is none. An address that is
 * configured and not the host's own may not be reachable from inside (a packet filter translates): it is left out.
 */
export function challengeAddresses(policyHost: string, resolved: Resolved, { configured, own }: ChallengeHost): { readonly addresses: readonly string[]; readonly findings: readonly Finding[] } {
  if (resolved === null) return { addresses: [], findings: [] };
  if (resolved.length === 0) return { addresses: [], findings: [noAddress(policyHost)] };
  const loopback = resolved.find((each) => !configured.includes(each) && (each === '::1' || each.startsWith('127.')));
  if (loopback !== undefined) return { addresses: [], findings: [onlyHere(policyHost, loopback)] };
  return { addresses: resolved.filter((each) => own.includes(each) || !configured.includes(each)), findings: [] };
}

function noAddress(policyHost: string): Finding {
  return {
    code: 'challenge-unreachable', severity: 'error', domain: policyHost, where: null, clause: 'RFC 8555 8.3',
    message: `DNS has no address for ${policyHost}, and the authority looks there`, next: 'publish the A and AAAA records that this prints: stsctl dns',
  };
}

function onlyHere(policyHost: string, address: string): Finding {
  return {
    code: 'challenge-unreachable', severity: 'error', domain: policyHost, where: null, clause: 'RFC 8555 8.3',
    message: `DNS points elsewhere: ${address} is each machine's own, and the authority would ask itself`, next: `correct the ${address.includes(':') ? 'AAAA' : 'A'} record of ${policyHost}`,
  };
}

interface Got {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

/** More than any token; what comes after is not read. */
const MAX_BODY = 4096;

/** Never throws; empty when the token came back. */
export async function fetchChallenge(target: ChallengeTarget): Promise<Finding[]> {
  const got = await ask(target);
  const found = typeof got === 'string' ? notReached(got, target) : judge(got, target);
  if (found === null) return [];
  const fault = target.isForeign === true ? pointsElsewhere(found, target) : found;
  const where = formatEndpoint(target);
  return [{ code: 'challenge-unreachable', severity: 'error', domain: target.policyHost, where, clause: 'RFC 8555 8.3', ...fault }];
}

function ask({ policyHost, address, port, token, timeoutMs }: ChallengeTarget): Promise<Got | string> {
  return new Promise((resolve) => {
    const asked = get({ host: address, port, path: `/.well-known/acme-challenge/${token}`, headers: { Host: policyHost, 'User-Agent': 'stsctl' }, agent: false });
    // The whole exchange: a peer that sends a byte now and then is not waited for.
    const timer = setTimeout(() => {
      resolve(`no whole answer within ${timeoutMs / 1000} s`);
      asked.destroy();
    }, timeoutMs);
    asked.on('close', () => clearTimeout(timer));
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    asked.on('response', (response) => void read(response).then(resolve, (error: Error) => resolve(error.message)));
  });
}

async function read(response: IncomingMessage): Promise<Got> {
  let body = '';
  for await (const chunk of response as AsyncIterable<Buffer>) {
    body += chunk.toString('latin1');
    if (body.length > MAX_BODY) break;
  }
  return { status: response.statusCode ?? 0, location: response.headers.location ?? null, body };
}

type Fault = Pick<Finding, 'message' | 'next'>;

function pointsElsewhere({ message }: Fault, { policyHost, address }: ChallengeTarget): Fault {
  return { message: `DNS points elsewhere: ${address} is neither this host's nor in stsctl.conf, and there ${message}`, next: `correct the ${address.includes(':') ? 'AAAA' : 'A'} record of ${policyHost}, or address[] in stsctl.conf` };
}

function notReached(word: string, { address, port, policyHost }: ChallengeTarget): Fault {
  if (address.includes(':') && word === 'ECONNREFUSED') return { message: `nothing listens on ${address} port ${port}, and ${policyHost} has that IPv6 address: the authority may try it first`, next: 'let httpd listen on it (listen on ::), or take the AAAA record and that address[] away' };
  return { message: `the challenge can't be fetched: ${word}`, next: `see that httpd runs and listens on ${address} port ${port} (rcctl check httpd), and that pf lets it in` };
}

/** What each answer usually means. */
function judge({ status, location, body }: Got, { policyHost, token, directory }: ChallengeTarget): Fault | null {
  if (status === 200 && body === token) return null;
  const asked = `the challenge of ${policyHost}`;
  if (status === 200) return { message: `${asked} is answered with something else`, next: `see which server of httpd.conf answers for ${policyHost} on port 80` };
  if (status >= 300 && status < 400) return { message: `${asked} is swallowed by a redirect to ${location ?? 'nowhere'}`, next: `see which server of httpd.conf answers for ${policyHost} on port 80: stsctl lint /etc/httpd.conf` };
  if (status === 403) return { message: `${asked} is forbidden (403)`, next: `let www read ${directory}: chmod 755 ${directory}` };
  if (status === 401) return { message: `${asked} asks for a password (401)`, next: 'add to that location: no authenticate' };
  return { message: `${asked} is answered with status ${status}`, next: `see that the server of ${policyHost} in httpd.conf serves ${directory} for /.well-known/acme-challenge/*` };
}
