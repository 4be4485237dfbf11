// What pebble is started with: its configuration and the certificate of its API.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface PebblePorts {
  readonly api: number;
  readonly management: number;
  /** It fetches challenges from this one, in place of 80. */
  readonly http: number;
}

export interface PebbleFiles {
  readonly ports: PebblePorts;
  /** Seconds that certificates are valid. */
  readonly validitySeconds: number;
  /** Where the certificate of its API is. */
  readonly dir: string;
}

export const NINETY_DAYS_SECONDS = 7_776_000;

export function pebbleConfig({ ports, validitySeconds, dir }: PebbleFiles): string {
  return JSON.stringify({
    pebble: {
      listenAddress: `127.0.0.1:${ports.api}`,
      managementListenAddress: `127.0.0.1:${ports.management}`,
      certificate: join(dir, 'api.pem'),
      privateKey: join(dir, 'api.key'),
      httpPort: ports.http,
      tlsPort: 1,
      ocspResponderURL: '',
      externalAccountBindingRequired: false,
      domainBlocklist: ['blocked-domain.example', 'mta-sts.blocked-domain.example'],
      certificateValidityPeriod: validitySeconds,
    },
  });
}

/** api.pem and api.key in `dir`: valid long enough for a client whose clock was moved on. */
export function makeApiCertificate(dir: string): void {
  const argv = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', join(dir, 'api.key'), '-out', join(dir, 'api.pem'), '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '3650'];
  const { status, stderr } = spawnSync('openssl', argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
}
