// Several OpenBSD-like hosts, each in namespaces of its own with an sshd and addresses, and a client on the same wire.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installBaseSystem } from '../openbsd/install.ts';
import { makeThrowAwayCa, throwAwayRoot } from '../openbsd/acme-client/throw-away-ca.ts';
import { STSCTL, type Ran } from '../support/stsctl.ts';
import { startNamespace, type Namespace, type RunOptions } from './namespace.ts';
import { giveRootAHome, startSshServer, type SshServer } from './ssh-server.ts';

const PORT = 22;
const WWW = 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n';

export interface FleetHost {
  readonly name: string;
  readonly address: string;
  readonly namespace: Namespace;
  readonly server: SshServer;
}

export class SshFleet {
  readonly directory: string;
  readonly client: Namespace;
  readonly hosts: readonly FleetHost[];

  constructor(directory: string, client: Namespace, hosts: readonly FleetHost[]) {
    this.directory = directory;
    this.client = client;
    this.hosts = hosts;
    writeFileSync(this.file('ssh_config'), hosts.map(({ server }) => server.read('ssh_config')).join(''));
    this.configure(hosts.map(({ name }) => name));
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  /** The client's stsctl.conf with these hosts; a host that is none of the fleet is nowhere. */
  configure(names: readonly string[], mode = 'testing'): void {
    const addresses = this.hosts.map(({ address }) => `address[] = ${address}\n`).join('');
    const sections = names.map((name) => `[host ${name}]\nssh = ${name}\n`).join('\n');
    writeFileSync(this.file('stsctl.conf'), `[policy]\nmode = ${mode}\nmax_age = 604800\nmx[] = mail.example.com\n\n[domain example.com]\n${addresses}\n[acme]\nauthority = letsencrypt\nkey_type = ecdsa\nca_file = ${throwAwayRoot(this.directory)}\n\n${sections}`);
  }

  get argv(): string[] {
    return [process.execPath, STSCTL, '-f', this.file('stsctl.conf'), '--ssh-config', this.file('ssh_config')];
  }

  stsctl(...argv: string[]): Ran {
    return this.client.run([...this.argv, ...argv], { timeoutMs: 300_000 });
  }

  run(argv: readonly string[], options?: RunOptions): Ran {
    return this.client.run(argv, options);
  }

  host(name: string): FleetHost {
    const found = this.hosts.find((each) => each.name === name);
    if (found === undefined) throw new Error(`the fleet has no ${name}`);
    return found;
  }

  read(name: string, path: string): string {
    return readFileSync(this.host(name).namespace.path(path), 'latin1');
  }

  write(name: string, path: string, content: string, mode = 0o644): void {
    writeFileSync(this.host(name).namespace.path(path), content, { mode, encoding: 'latin1' });
  }

  /** Every host as it was before stsctl came. */
  fresh(): void {
    for (const { name, namespace } of this.hosts) {
      namespace.run(['rcctl', 'stop', 'httpd']);
      namespace.demand('rm', '-rf', '/etc/acme-client.conf', '/etc/rc.conf.local', '/var/www/mta-sts', '/var/cron/tabs/root', '/var/db/stsctl', '/etc/ssl/mta-sts.example.com.fullchain.pem', '/etc/ssl/private/mta-sts.example.com.key');
      this.write(name, '/etc/httpd.conf', WWW);
    }
  }

  async end(): Promise<void> {
    for (const { server, namespace } of this.hosts) {
      await server.stop();
      await namespace.end();
    }
    await this.client.end();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** `count` hosts, mail1 and so on. */
export async function startSshFleet(count: number): Promise<SshFleet> {
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-fleet-'));
  const client = await startNamespace(makeTree(directory, 'client'), []);
  client.demand('ip', 'link', 'add', 'wire', 'type', 'bridge');
  client.demand('ip', 'address', 'add', '198.51.100.254/24', 'dev', 'wire');
  client.demand('ip', 'link', 'set', 'wire', 'up');
  const hosts = [];
  for (let number = 1; number <= count; number += 1) hosts.push(await startHost(directory, client, number));
  return new SshFleet(directory, client, hosts);
}

function makeTree(directory: string, name: string): string {
  const tree = join(directory, name);
  giveRootAHome(tree);
  writeFileSync(join(tree, 'etc/hosts'), '127.0.0.1 localhost\n::1 localhost\n');
  return tree;
}

async function startHost(directory: string, client: Namespace, number: number): Promise<FleetHost> {
  const name = `mail${number}`;
  const address = `198.51.100.${number}`;
  const tree = makeTree(directory, name);
  installBaseSystem(tree, { throwAwayCa: true });
  // One authority: several of the same name can't be told apart.
  await makeThrowAwayCa(directory);
  cpSync(join(directory, 'var/stand-in-ca'), join(tree, 'var/stand-in-ca'), { recursive: true });
  const namespace = await startNamespace(tree, []);
  connect(client, namespace, number, address);
  const server = await startSshServer({ wrap: (...argv) => namespace.argv(...argv), address: '0.0.0.0', port: PORT });
  writeFileSync(server.file('known_hosts'), server.knownHosts(address));
  server.host(name, `HostName ${address}`);
  return { name, address, namespace, server };
}

function connect(client: Namespace, host: Namespace, number: number, address: string): void {
  const { status, stderr } = spawnSync('ip', ['link', 'add', `v${number}`, 'netns', String(client.pid), 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(host.pid)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip link add: ${stderr}`);
  client.demand('ip', 'link', 'set', `v${number}`, 'master', 'wire', 'up');
  host.demand('ip', 'address', 'add', `${address}/24`, 'dev', 'eth0');
  host.demand('ip', 'link', 'set', 'eth0', 'up');
}
