// An OpenBSD-like host in a namespace of its own, with a real name server and a real ACME authority beside it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installBaseSystem } from '../openbsd/install.ts';
import { missingPrograms } from '../support/missing-programs.ts';
import { STSCTL, type Ran } from '../support/stsctl.ts';
import { Authority, type AuthorityOptions } from './authority.ts';
import { runAsCron } from './cron.ts';
import { NameServer } from './name-server.ts';
import { startNamespace, whyNoNamespace, type Namespace, type RunOptions } from './namespace.ts';
import { servedSerial, storedSerial } from './serials.ts';
import { IPV4, IPV6 } from './zone.ts';

/** An address that there is no way to from the namespace: no port 25 from here. */
const ELSEWHERE = '198.51.100.25';
const NEEDED = ['nsd', 'nsd-control', 'pebble', 'openssl', 'faketime'] as const;

/** The `skip` of a test: why there can be no such host here, or false. */
export function whyNoCertificateHost(...programs: string[]): string | false {
  const missing = missingPrograms([...NEEDED, ...programs]);
  return missing.length > 0 ? `needs ${missing.join(', ')}` : (whyNoNamespace() ?? false);
}

export class CertificateHost {
  readonly #tree: string;
  readonly namespace: Namespace;
  readonly dns: NameServer;
  readonly authority: Authority;

  constructor(tree: string, namespace: Namespace, options: AuthorityOptions) {
    this.#tree = tree;
    this.namespace = namespace;
    this.dns = new NameServer(namespace);
    this.authority = new Authority(namespace);
    this.authority.start(options);
    this.write('/etc/ssl/cert.pem', this.read(this.authority.apiCaFile));
  }

  read(path: string): string {
    return readFileSync(this.namespace.path(path), 'latin1');
  }

  write(path: string, content: string, mode = 0o644): void {
    mkdirSync(dirname(this.namespace.path(path)), { recursive: true });
    writeFileSync(this.namespace.path(path), content, { mode, encoding: 'latin1' });
  }

  /** For stsctl.conf: certificates from this authority. */
  acmeSection(): string {
    const { directoryUrl, rootsFile } = this.authority;
    return `[acme]\nauthority = test-ca\nurl = ${directoryUrl}\nkey_type = ecdsa\nca_file = ${rootsFile}\n`;
  }

  run(...argv: string[]): Ran {
    return this.namespace.run(argv);
  }

  stsctl(...argv: string[]): Ran {
    return this.run(process.execPath, STSCTL, ...argv);
  }

  /** As its administrator would: what `stsctl dns` prints, and the MX hosts of the tutorial, where nothing takes mail. */
  publish(...domains: string[]): void {
    const { exit, stdout, stderr } = this.stsctl('dns', '--json', ...domains);
    if (exit !== 0) throw new Error(stderr);
    for (const { domain, records } of JSON.parse(stdout) as { domain: string; records: { name: string; type: string; value: string }[] }[]) {
      for (const { name, type, value } of records) if (type === 'TXT') this.dns.set(name, { txt: [value] });
      this.dns.set(domain, { mx: ['10 mail.example.com.', '20 mx-backup.example.com.'] });
    }
    for (const name of ['mail.example.com', 'mx-backup.example.com']) this.dns.set(name, { a: [ELSEWHERE] });
  }

  /** Runs the line of root's crontab that names `handle`. */
  cron(handle: string, options?: Pick<RunOptions, 'ahead' | 'timeoutMs'>): Ran {
    return runAsCron(this.namespace, handle, options);
  }

  /** Of the leaf in a PEM file, in hexadecimal. */
  storedSerial(path: string): string {
    return storedSerial(this.namespace, path);
  }

  /** Of the leaf that is served for `name`, from one address. */
  servedSerial(name: string, address: string = IPV4): string {
    return servedSerial(this.namespace, name, address);
  }

  async end(): Promise<void> {
    await this.namespace.end();
    rmSync(this.#tree, { recursive: true, force: true });
  }
}

export async function startCertificateHost(options: AuthorityOptions = {}): Promise<CertificateHost> {
  const tree = mkdtempSync(join(tmpdir(), 'stsctl-certificates-'));
  let namespace: Namespace | null = null;
  try {
    installBaseSystem(tree);
    writeFileSync(join(tree, 'etc/hosts'), '127.0.0.1 localhost\n::1 localhost\n');
    writeFileSync(join(tree, 'etc/resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:1 attempts:2\n');
    namespace = await startNamespace(tree, [IPV4, IPV6]);
    return new CertificateHost(tree, namespace, options);
  } catch (error) {
    await namespace?.end();
    rmSync(tree, { recursive: true, force: true });
    throw error;
  }
}
