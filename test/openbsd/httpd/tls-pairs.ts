// The certificates of a TLS site: which one a client gets, and what broken ones do to it (FACTS 2).
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureContextOptions, type SecureVersion, type TlsOptions as ServerOptions } from 'node:tls';
import type { TlsOptions } from '../../../src/model/httpd-conf.ts';
import type { Site } from './sites.ts';

/** Null: it can't be read. */
export type ReadFile = (path: string) => string | null;

/** Null: the port listens, and every handshake fails; `log` has been told why. */
export function tlsServerOptions(site: Site, read: ReadFile, log: (line: string) => void): ServerOptions | null {
  const options = site.hosts[0]?.server.tls;
  if (options === undefined) return null;
  const shared = sharedOptions(options, read);
  const pairs = [...new Set(site.hosts.map(({ server }) => server.tls))].map((tls) => new Pair(tls, shared, read));
  const [first, ...others] = pairs;
  // FACTS 2: an empty file of a second host harms nobody.
  const used = [first, ...others.filter(({ isEmpty }) => !isEmpty)].filter((pair) => pair !== undefined);
  const trouble = troubleOf(used);
  if (first === undefined || trouble !== null) {
    log(`server_tls_init: ${trouble}`);
    return null;
  }
  return {
    ...first.options,
    requestCert: options.clientCa !== null,
    rejectUnauthorized: !options.clientOptional,
    SNICallback: (name, done) => choose(used, name, done),
  };
}

/** No pair for the name: the first one's certificate stays. */
function choose(pairs: readonly Pair[], name: string, done: (error: Error | null, context?: SecureContext) => void): void {
  try {
    done(null, pairs.find((pair) => pair.isFor(name))?.context());
  } catch (error) {
    done(error as Error);
  }
}

/** FACTS 2: garbage in any certificate breaks all hosts of the port, a wrong key only its own, unless it is the first. */
function troubleOf([first, ...others]: readonly Pair[]): string | null {
  if (first?.certificate === null) return 'failed to set tls certificate/key: failed to load certificate: (TLS library error text)';
  if (others.some(({ certificate }) => certificate === null)) return 'failed to add tls keypair';
  return first?.hasRightKey() === false ? 'failed to configure tls - failed to load private key' : null;
}

/** What all servers of an address and port must agree in (FACTS 1, Meaning checks). Ciphers and curves are Node's own. */
function sharedOptions({ protocols, clientCa }: TlsOptions, read: ReadFile): SecureContextOptions {
  const ca = clientCa === null ? null : read(clientCa);
  return { ...versions(protocols), ...(ca === null ? {} : { ca }) };
}

function versions(protocols: string): { minVersion: SecureVersion; maxVersion: SecureVersion } {
  return {
    minVersion: protocols.includes('tlsv1.2') ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: protocols.includes('tlsv1.3') ? 'TLSv1.3' : 'TLSv1.2',
  };
}

class Pair {
  readonly certificate: X509Certificate | null;
  readonly isEmpty: boolean;
  readonly options: SecureContextOptions;
  #context: SecureContext | null = null;

  constructor(tls: TlsOptions, shared: SecureContextOptions, read: ReadFile) {
    const [cert, key] = [read(tls.certificate) ?? '', read(tls.key) ?? ''];
    this.isEmpty = cert === '' || key === '';
    this.certificate = parseCertificate(cert);
    this.options = { ...shared, cert, key };
  }

  /** libtls asks the certificates for the name, not the servers. */
  isFor(name: string): boolean {
    return this.certificate?.checkHost(name, { partialWildcards: false }) !== undefined;
  }

  hasRightKey(): boolean {
    try {
      return this.certificate?.checkPrivateKey(createPrivateKey(String(this.options.key))) ?? false;
    } catch {
      return false;
    }
  }

  /** Throws for a wrong key. */
  context(): SecureContext {
    this.#context ??= createSecureContext(this.options);
    return this.#context;
  }
}

function parseCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem);
  } catch {
    return null;
  }
}
