// Speaks ACME (RFC 8555): signed requests with nonces, over TLS to the authority.
import { createHash, createPublicKey, sign, type JsonWebKey, type KeyObject } from 'node:crypto';
import { request } from 'node:https';
import { lookup } from 'node:dns/promises';
import { Trouble } from './io.ts';

export interface Reply {
  readonly status: number;
  readonly location: string;
  readonly body: string;
}

export interface SessionOptions {
  readonly key: KeyObject;
  /** PEM roots of the authority's own certificate; undefined for the system's. */
  readonly ca: string | undefined;
  /** `insecure` in acme-client.conf(5): its certificate is not verified. */
  readonly insecure: boolean;
  readonly verbose: boolean;
  /** Words of -v. */
  readonly tell: (line: string) => void;
}

/** An authority that takes a request and never answers must not hold a test. */
const TIMEOUT_MS = 30_000;

const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64url');

export class AcmeSession {
  readonly #options: SessionOptions;
  #directory: Readonly<Record<string, string>> = {};
  #nonce = '';
  account = '';

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  async open(url: string): Promise<void> {
    this.#options.tell(`${url}: directories`);
    if (!url.startsWith('https:')) throw new Trouble(`${url}: RFC 8555 requires https for the API server`, `${url}: bad comm`);
    const { hostname } = new URL(url);
    const found = await lookup(hostname).catch(() => null);
    if (found !== null) this.#options.tell(`${hostname}: DNS: ${found.address}`);
    this.#directory = JSON.parse((await this.#send('GET', url)).body) as Record<string, string>;
  }

  urlOf(name: string): string {
    return this.#directory[name] ?? '';
  }

  /** RFC 8555 6.2: POST with a JWS; an empty payload is POST-as-GET. A stale nonce is tried again once (6.5). */
  async post(url: string, payload: unknown): Promise<Reply> {
    for (let attempt = 0; ; attempt += 1) {
      if (this.#nonce === '') await this.#send('HEAD', this.urlOf('newNonce'));
      const reply = await this.#send('POST', url, this.#signed(url, payload), attempt < 5);
      if (!reply.body.includes('urn:ietf:params:acme:error:badNonce')) return reply;
    }
  }

  /** RFC 8555 8.1. */
  keyAuthorization(token: string): string {
    return `${token}.${createHash('sha256').update(JSON.stringify(this.#publicJwk())).digest('base64url')}`;
  }

  #signed(url: string, payload: unknown): string {
    const { key } = this.#options;
    const isRsa = key.asymmetricKeyType === 'rsa';
    const who = this.account === '' ? { jwk: this.#publicJwk() } : { kid: this.account };
    const protectedHeader = base64(JSON.stringify({ alg: isRsa ? 'RS256' : 'ES384', nonce: this.#nonce, url, ...who }));
    const body = payload === '' ? '' : base64(JSON.stringify(payload));
    const signature = sign(isRsa ? 'sha256' : 'sha384', Buffer.from(`${protectedHeader}.${body}`), { key, dsaEncoding: 'ieee-p1363' });
    this.#nonce = '';
    return JSON.stringify({ protected: protectedHeader, payload: body, signature: base64(signature) });
  }

  /** Members in the order RFC 7638 hashes them in. */
  #publicJwk(): JsonWebKey {
    const jwk = createPublicKey(this.#options.key).export({ format: 'jwk' });
    const names = jwk.kty === 'RSA' ? (['e', 'kty', 'n'] as const) : (['crv', 'kty', 'x', 'y'] as const);
    return Object.fromEntries(names.map((name) => [name, jwk[name]]));
  }

  #send(method: string, url: string, body = '', isRetried = false): Promise<Reply> {
    const { ca, insecure } = this.#options;
    return new Promise((resolve, reject) => {
      const options = { method, timeout: TIMEOUT_MS, rejectUnauthorized: !insecure, headers: { 'Content-Type': 'application/jose+json', 'Content-Length': Buffer.byteLength(body) }, ...(ca === undefined ? {} : { ca }) };
      const asked = request(url, options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          this.#nonce = String(response.headers['replay-nonce'] ?? '');
          const reply = { status: response.statusCode ?? 0, location: response.headers.location ?? '', body: Buffer.concat(chunks).toString('utf8') };
          if (reply.status < 400 || (isRetried && reply.body.includes('badNonce'))) resolve(reply);
          else reject(this.#badHttp(url, reply));
        });
      });
      asked.on('timeout', () => asked.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
      asked.on('error', (error: NodeJS.ErrnoException) => reject(badCommunication(url, error)));
      asked.end(body);
    });
  }

  #badHttp(url: string, { status, body }: Reply): Trouble {
    const buffer = `transfer buffer: [${body.replaceAll('\\', '\\\\')}] (${Buffer.byteLength(body)} bytes)`;
    return new Trouble(`${url}: bad HTTP: ${status}`, ...(this.#options.verbose ? [buffer] : []));
  }
}

function badCommunication(url: string, error: NodeJS.ErrnoException & { address?: string; errors?: readonly { address?: string }[] }): Trouble {
  const address = error.address ?? error.errors?.[0]?.address ?? '127.0.0.1';
  if (error.code === 'ECONNREFUSED') return new Trouble(`${address}: connect: Connection refused`, `${url}: bad comm`);
  if (['ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET'].includes(error.code ?? '')) return new Trouble(`${url}: bad comm`);
  return new Trouble(`${address}: tls_write: certificate verification failed: ${error.message}`, `${address}: tls_read: handshake failed: Success`, `${url}: bad comm`);
}
