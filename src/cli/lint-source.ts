// Where lint reads: the machine at hand, or a host.
import type { AcmeClientWorld } from '../model/acme-client-conf.ts';
import type { Bytes } from '../model/bytes.ts';
import type { HttpdWorld } from '../model/httpd-conf.ts';
import type { CertificateWorld } from '../lint/lint-certificates.ts';
import type { ForeignSocket } from '../lint/lint-ports.ts';
import { foreignSockets, publicKeyOf } from './lint-world.ts';
import { isDirectory, readBytes } from './read-bytes.ts';
import { acmeClientWorldOnDisk, httpdWorldOnDisk, type Assumed } from './world-on-disk.ts';

export interface LintSource extends CertificateWorld {
  /** Null for what is not there or can't be read; a directory reads as an empty file. */
  readonly read: (file: string) => Bytes | null;
  readonly isDirectory: (file: string) => boolean;
  readonly httpd: HttpdWorld;
  readonly acmeClient: AcmeClientWorld;
  /** Listeners of other programs than httpd. */
  readonly sockets: () => readonly ForeignSocket[];
}

/** Certificates and keys are below `root`, which files that are named are not. */
export function sourceOnDisk(assumed: Assumed, root: string): LintSource {
  return {
    read: readBytes,
    isDirectory,
    httpd: httpdWorldOnDisk(assumed, root),
    acmeClient: acmeClientWorldOnDisk(assumed, root),
    readCertificate: (path) => readBytes(root + path),
    publicKeyOf: (path) => publicKeyOf(root + path),
    sockets: () => foreignSockets(root),
  };
}
