// A host in a tree with the peers that its domain needs on the loopback interface, at a time of the test's own.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { policyId } from '../../src/formats/mta-sts/policy-id.ts';
import { Certificates } from '../check/_peers.ts';
import { startDnsServer, type DnsServer, type Zone } from '../support/dns-server.ts';
import { runMain } from '../support/run-main.ts';
import { startSmtpServer, type SmtpServer } from '../support/smtp-server.ts';
import type { Ran } from '../support/stsctl.ts';

export const DOMAIN = 'example.com';
export const [MX1, MX2] = ['mx1.example.com', 'mx2.example.com'];
const HOST = `mta-sts.${DOMAIN}`;
const LOCAL = { A: ['127.0.0.1'] };
const DAY_MS = 86_400_000;

export class LifePeers {
  readonly tree = mkdtempSync(join(tmpdir(), 'stsctl-life-'));
  readonly #certificates = new Certificates();
  #dns!: DnsServer;
  #mail!: SmtpServer;
  #web!: Server;
  #argv: string[] = [];

  async start(conf: string): Promise<this> {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const pair = await this.#certificates.pair([HOST, MX1, MX2], { days: 2000, age: 0 });
    this.#mail = await startSmtpServer({ tls: pair });
    this.#dns = await startDnsServer({ [DOMAIN]: { MX: [[10, MX1]] }, [HOST]: LOCAL, [MX1]: LOCAL, [MX2]: LOCAL, [`_smtp._tls.${DOMAIN}`]: { TXT: ['v=TLSRPTv1; rua=mailto:reports@example.com'] } });
    this.#web = createServer(pair, (_, response) => {
      const policy = this.policy;
      if (policy === null) response.writeHead(404).end();
      else response.writeHead(200, { 'Content-Type': 'text/plain' }).end(policy);
    });
    await new Promise<void>((resolve) => this.#web.listen(0, '127.0.0.1', resolve));
    for (const each of ['etc', 'var/www', 'var/db']) mkdirSync(join(this.tree, each), { recursive: true });
    writeFileSync(this.conf, conf);
    writeFileSync(join(this.tree, 'ca.pem'), this.#certificates.ca.join(''));
    const { port } = this.#web.address() as { port: number };
    this.#argv = ['--root', this.tree, '--ca-file', join(this.tree, 'ca.pem'), '--connect', `127.0.0.1:${port}`, '--resolver', this.resolver, '--smtp-port', String(this.#mail.endpoint.port), '--allow-private'];
    return this;
  }

  get conf(): string {
    return join(this.tree, 'etc/stsctl.conf');
  }

  read(path: string): string {
    return existsSync(join(this.tree, path)) ? readFileSync(join(this.tree, path), 'latin1') : '';
  }

  /** As the web server of the host would serve it: from the domain's own directory, else the shared one. */
  get policy(): string | null {
    const text = this.read(`var/www/mta-sts/${DOMAIN}/mta-sts.txt`) || this.read('var/www/mta-sts/mta-sts.txt');
    return text === '' ? null : text;
  }

  run(...argv: string[]): Promise<Ran> {
    return runMain([...argv, ...this.#argv]);
  }

  /** Address and port of its resolver. */
  get resolver(): string {
    return `127.0.0.1:${this.#dns.endpoint.port}`;
  }

  /** apply looks at nobody but the policy host. */
  apply(): Promise<Ran> {
    return runMain(['apply', '--root', this.tree]);
  }

  /** The record that is next; null takes it away. */
  publish(text: string | null = this.policy): void {
    this.change({ [`_mta-sts.${DOMAIN}`]: text === null ? null : { TXT: [`v=STSv1; id=${policyId(text)};`] } });
  }

  mx(...hosts: string[]): void {
    this.change({ [DOMAIN]: { MX: hosts.map((host, index) => [10 * (index + 1), host] as const) } });
  }

  change(zone: Zone): void {
    this.#dns.zone = { ...this.#dns.zone, ...zone };
  }

  pass(days: number): void {
    mock.timers.tick(days * DAY_MS);
  }

  end(): void {
    mock.timers.reset();
    this.#dns?.close();
    this.#mail?.close();
    this.#web?.closeAllConnections();
    this.#web?.close();
    this.#certificates.remove();
    rmSync(this.tree, { recursive: true, force: true });
  }
}
