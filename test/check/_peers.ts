// A domain with everything it needs on the loopback interface, to be broken in one place at a time.
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAll, type Run, type RunOptions } from '../../src/check/check-all.ts';
import type { Subject } from '../../src/check/subject.ts';
import { formatPolicy } from '../../src/formats/mta-sts/format-policy.ts';
import { policyId } from '../../src/formats/mta-sts/policy-id.ts';
import { signThrowAway, throwAwayRoot } from '../openbsd/acme-client/throw-away-ca.ts';
import { startDnsServer, type Records, type Zone } from '../support/dns-server.ts';
import { startSmtpServer, type SmtpOptions } from '../support/smtp-server.ts';

export const DOMAIN = 'example.com';
export const HOST = 'mta-sts.example.com';
export const MAIL = 'mail.example.com';
export const POLICY = formatPolicy({ mode: 'enforce', mx: [MAIL], maxAgeSeconds: 604800 });
export const ID = policyId(POLICY);
const LOCAL: Records = { A: ['127.0.0.1'] };

export const ZONE: Zone = {
  [DOMAIN]: { MX: [[10, MAIL]] },
  [HOST]: LOCAL,
  [MAIL]: LOCAL,
  [`_mta-sts.${DOMAIN}`]: { TXT: [`v=STSv1; id=${ID};`] },
  [`_smtp._tls.${DOMAIN}`]: { TXT: ['v=TLSRPTv1; rua=mailto:reports@example.com'] },
};

export const OURS: NonNullable<Subject['ours']> = { body: POLICY, policyId: ID, addresses: ['127.0.0.1'], tlsrpt: 'v=TLSRPTv1; rua=mailto:reports@example.com', issuers: ['letsencrypt.org'], handle: HOST, host: null };

export interface Pair {
  readonly key: string;
  readonly cert: string;
}

export class Certificates {
  readonly #root = mkdtempSync(join(tmpdir(), 'stsctl-peers-'));
  readonly #pairs = new Map<string, Promise<Pair>>();

  async pair(names: readonly string[], validity = { days: 90, age: 0 }): Promise<Pair> {
    const key = JSON.stringify([names, validity]);
    const pair = this.#pairs.get(key) ?? this.#make(names, validity);
    this.#pairs.set(key, pair);
    return pair;
  }

  get ca(): string[] {
    return [readFileSync(throwAwayRoot(this.#root), 'utf8')];
  }

  async #make(names: readonly string[], validity: { days: number; age: number }): Promise<Pair> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const chain = await signThrowAway(this.#root, privateKey, names, validity);
    return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, cert: chain.join('') };
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

export interface Setup {
  /** Laid over ZONE; null takes a name away. */
  readonly zone?: Zone;
  readonly policy?: string | RequestListener;
  readonly policyTls?: Pair & { readonly maxVersion?: 'TLSv1.1'; readonly minVersion?: 'TLSv1'; readonly ciphers?: string };
  readonly smtp?: SmtpOptions | null;
  readonly ours?: Subject['ours'];
  readonly options?: Partial<RunOptions>;
}

/** `defaults` is a certificate that names both hosts. */
export async function checkSetup({ zone = {}, policy = POLICY, policyTls, smtp = {}, ours = null, options = {} }: Setup, defaults: Pair, ca: readonly string[]): Promise<Run> {
  const listener: RequestListener = typeof policy === 'string' ? (_, response) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(Buffer.from(policy, 'latin1')) : policy;
  const dns = await startDnsServer({ ...ZONE, ...zone });
  const web = createServer({ ...(policyTls ?? defaults) }, listener);
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const mail = smtp === null ? null : await startSmtpServer({ tls: defaults, ...smtp });
  try {
    return await checkAll([{ domain: DOMAIN, policyHost: HOST, ours }], {
      ca, resolvers: [dns.endpoint], allowPrivate: true, connect: null, smtpPort: mail?.endpoint.port ?? 9, policyPort: (web.address() as { port: number }).port, timeouts: { dnsMs: 1000, policyMs: 5000, smtpMs: 5000 }, ...options,
    }, new Date());
  } finally {
    dns.close();
    mail?.close();
    web.closeAllConnections();
    web.close();
  }
}

/** Codes of what is more than a note, each once, and the notes asked for. */
export function codesOf({ findings, domains }: Run, withNotes = false): string[] {
  const all = [...findings, ...domains.flatMap(({ outcome }) => outcome.findings)];
  return [...new Set(all.filter(({ severity }) => withNotes || severity !== 'note').map(({ code }) => code))].sort();
}
