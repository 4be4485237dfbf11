// Is a certificate due? acme-client(1): a third of its validity left, half of a short one's, or other names.
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { placed, Trouble, warn, type Io } from './io.ts';

const DAY = 86_400_000;
const SHORT_DAYS = 10;
const ALWAYS_DUE_DAYS = 3;

export interface Wanted {
  /** The certificate that is looked at, as the configuration has it. */
  readonly file: string;
  readonly names: readonly string[];
  readonly force: boolean;
  readonly verbose: boolean;
  readonly now: Date;
}

/** True when a new one is to be asked for. Throws Trouble for a file that is no certificate. */
export function isDue({ file, names, force, verbose, now }: Wanted, io: Io): boolean {
  if (!existsSync(placed(io.root, file))) return true;
  const certificate = readCertificate(placed(io.root, file));
  const found = namesOf(certificate);
  if (found.length === 0) warn(io, `${file}: does not have a SAN entry`);
  const left = new Date(certificate.validTo).getTime() - now.getTime();
  if (verbose) warn(io, `${file}: certificate ${left < 0 ? 'expired' : 'valid'}: ${Math.floor(left / DAY)} days left`);
  if (!isSameSet(found, names)) {
    warn(io, `${file}: domain list changed, forcing renewal`);
    return true;
  }
  if (force) {
    warn(io, `${file}: forcing renewal`);
    return true;
  }
  return left < thresholdOf(certificate);
}

export function readCertificate(path: string): X509Certificate {
  try {
    return new X509Certificate(readFileSync(path));
  } catch (error) {
    throw new Trouble('PEM_read_X509', (error as Error).message);
  }
}

export function namesOf({ subjectAltName }: X509Certificate): string[] {
  return [...(subjectAltName ?? '').matchAll(/DNS:([^,\s]+)/g)].map(([, name]) => name ?? '');
}

function thresholdOf({ validFrom, validTo }: X509Certificate): number {
  const whole = new Date(validTo).getTime() - new Date(validFrom).getTime();
  const share = whole <= SHORT_DAYS * DAY ? whole / 2 : whole / 3;
  return Math.max(ALWAYS_DUE_DAYS * DAY, share);
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
