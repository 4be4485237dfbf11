// Fetches a policy as a sending server does: TLS by name, one GET, nothing followed (RFC 8461 3.3).
import type { IncomingMessage } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import type { Bytes } from '../model/bytes.ts';
import { trusting } from './tls-trust.ts';
import { tlsWords } from './tls-words.ts';

/** RFC 8461 3.2: the well-known path. */
const PATH = '/.well-known/mta-sts.txt';
/** RFC 8461 3.3 suggests 64 KB. */
export const MAX_BODY = 64 * 1024;

export interface Target {
  readonly policyHost: string;
  readonly address: string;
  readonly port: number;
  /** PEM roots to trust; undefined for Node's own. */
  readonly ca: readonly string[] | undefined;
  readonly timeoutMs: number;
}

export type Fetched =
  | { readonly kind: 'unreachable'; readonly word: string }
  | { readonly kind: 'tls'; readonly why: string }
  | { readonly kind: 'http'; readonly why: string }
  | { readonly kind: 'slow'; readonly timeoutMs: number }
  | Answered;

export interface Answered {
  readonly kind: 'answered';
  /** Null when the chain is trusted and in date. */
  readonly untrusted: string | null;
  readonly certificate: X509Certificate | null;
  /** "TLSv1.3" */
  readonly protocol: string;
  readonly status: number;
  readonly mediaType: string | null;
  /** Where a redirect points. */
  readonly location: string | null;
  readonly body: Bytes;
  readonly tooLarge: boolean;
}

/** Never throws. */
export function fetchPolicy(target: Target): Promise<Fetched> {
  return new Promise((resolve) => {
    // The types leave secureContext out, tls.connect takes it.
    const options: RequestOptions & { secureContext: SecureContext } = {
      host: target.address,
      port: target.port,
      servername: target.policyHost,
      headers: { Host: target.policyHost, 'User-Agent': 'stsctl', Connection: 'close' },
      path: PATH,
      agent: false,
      // The chain and the name are judged here, so that every fault is named.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      secureContext: trusting(target.ca),
    };
    const asked = request(options);
    const timer = setTimeout(() => {
      resolve({ kind: 'slow', timeoutMs: target.timeoutMs });
      asked.destroy();
    }, target.timeoutMs);
    asked.on('error', (error) => resolve(failed(error as NodeJS.ErrnoException)));
    asked.on('response', (response) => void readResponse(response).then(resolve, (error: NodeJS.ErrnoException) => resolve(failed(error))));
    asked.on('close', () => clearTimeout(timer));
    asked.end();
  });
}

const CONNECTION = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL', 'EACCES', 'EPERM']);

function failed(error: NodeJS.ErrnoException): Fetched {
  const word = error.code ?? error.message;
  if (CONNECTION.has(word)) return { kind: 'unreachable', word };
  // llhttp's errors: by then TLS is up.
  return word.startsWith('HPE_') ? { kind: 'http', why: error.message } : { kind: 'tls', why: tlsWords(error) };
}


async function readResponse(response: IncomingMessage): Promise<Answered> {
  const socket = response.socket as TLSSocket;
  // Read once: a second call answers undefined (Node 20 to 24).
  const certificate = socket.getPeerX509Certificate() ?? null;
  const untrusted = socket.authorized ? null : String((socket.authorizationError as Error | null)?.message ?? socket.authorizationError);
  const protocol = socket.getProtocol() ?? 'unknown';
  const { text, tooLarge } = await readBody(response);
  return {
    kind: 'answered',
    untrusted,
    certificate,
    protocol,
    status: response.statusCode ?? 0,
    mediaType: response.headers['content-type'] ?? null,
    location: response.headers.location ?? null,
    body: text,
    tooLarge,
  };
}

async function readBody(response: IncomingMessage): Promise<{ readonly text: Bytes; readonly tooLarge: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) return { text: '', tooLarge: true };
    chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString('latin1'), tooLarge: false };
}
