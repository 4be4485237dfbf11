// A folder that looks like an OpenBSD machine to the stand-in, for its tests: files, certificates, ports of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { freePorts } from '../../support/free-ports.ts';
import type { Mapping } from './stand-in-json.ts';

/** The time of every file in serving.json. */
export const RECORDED_TIME = new Date('2023-11-14T22:13:20Z');

export class RehearsalRoot {
  readonly path = mkdtempSync(join(tmpdir(), 'stand-in-httpd-'));
  readonly mapping: Mapping;

  private constructor(mapping: Mapping) {
    this.mapping = mapping;
    for (const folder of ['etc/ssl/private', 'var/www/htdocs', 'var/www/logs', 'var/run']) this.folder(`/${folder}`);
  }

  /** Every port named gets a free one in its place. */
  static async make(ports: readonly number[], addresses: Readonly<Record<string, string>> = {}): Promise<RehearsalRoot> {
    const free = await freePorts(ports.length);
    const entries = ports.map((port, at) => [String(port), free[at] ?? 0] as const);
    return new RehearsalRoot({ ports: Object.fromEntries(entries), addresses, interfaces: {} });
  }

  port(port: number): number {
    return this.mapping.ports[port] ?? port;
  }

  folder(path: string): void {
    mkdirSync(this.path + path, { recursive: true, mode: 0o755 });
  }

  write(path: string, content: string | Buffer, mode = 0o644): void {
    this.folder(dirname(path));
    rmSync(this.path + path, { force: true });
    writeFileSync(this.path + path, typeof content === 'string' ? Buffer.from(content, 'latin1') : content, { mode });
    utimesSync(this.path + path, RECORDED_TIME, RECORDED_TIME);
  }

  delete(path: string): void {
    rmSync(this.path + path, { force: true });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

const made = new Map<string, KeyPair>();

/** A self-signed certificate for one name; asked for again, the same one. */
export function keyPair(subject: string, name = subject): KeyPair {
  const known = made.get(`${subject} ${name}`);
  if (known !== undefined) return known;
  const pem = execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '90', '-keyout', '-',
    '-subj', `/CN=${subject}`, '-addext', `subjectAltName=DNS:${name}`,
  ], { encoding: 'latin1', stdio: ['ignore', 'pipe', 'ignore'] });
  const [key = '', certificate = ''] = pem.match(/-----BEGIN [^]*?-----END [A-Z ]+-----\n/g) ?? [];
  const pair = { certificate, key };
  made.set(`${subject} ${name}`, pair);
  return pair;
}
