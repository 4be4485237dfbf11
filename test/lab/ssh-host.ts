// An OpenBSD-like host in a namespace of its own with a real sshd in it; stsctl works on it as a remote host, over its network.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installBaseSystem } from '../openbsd/install.ts';
import { makeThrowAwayCa } from '../openbsd/acme-client/throw-away-ca.ts';
import { STSCTL, type Ran } from '../support/stsctl.ts';
import { TUTORIAL } from '../support/tutorial.ts';
import { startNamespace, whyNoNamespace, type Namespace } from './namespace.ts';
import { giveRootAHome, startSshServer, whyNoSshServer, type SshServer, type SshServerOptions } from './ssh-server.ts';
import { IPV4, IPV6 } from './zone.ts';

export function whyNoSshHost(...programs: string[]): string | false {
  return whyNoSshServer(...programs) || (whyNoNamespace() ?? false);
}

const ACME = '[acme]\nauthority = letsencrypt\nkey_type = ecdsa\nca_file = /var/stand-in-ca/root.pem\n';
const HOSTS = '[host mail1]\nssh = mail1\n\n[host mail2]\nssh = mail1\ntransport = openssh\n';

export class SshLab {
  readonly #tree: string;
  readonly namespace: Namespace;
  readonly server: SshServer;

  constructor(tree: string, namespace: Namespace, server: SshServer) {
    this.#tree = tree;
    this.namespace = namespace;
    this.server = server;
    server.host('mail1');
    this.configure(HOSTS);
  }

  /** The client's stsctl.conf, with these [host] sections. */
  configure(hosts: string): void {
    writeFileSync(this.server.file('stsctl.conf'), `${TUTORIAL}\n${ACME}\n${hosts}`);
  }

  read(path: string): string {
    return readFileSync(this.namespace.path(path), 'latin1');
  }

  write(path: string, content: string, mode = 0o644): void {
    writeFileSync(this.namespace.path(path), content, { mode, encoding: 'latin1' });
  }

  get argv(): string[] {
    return [process.execPath, STSCTL, '-f', this.server.file('stsctl.conf'), '--ssh-config', this.server.configFile];
  }

  stsctl(...argv: string[]): Ran {
    return this.namespace.run([...this.argv, ...argv]);
  }

  /** A user who is not root, with a login shell of one's own. */
  addUser(name: string, shell: string, uid = 2345): void {
    this.write('/etc/passwd', `${this.read('/etc/passwd')}${name}:x:${uid}:${uid}::/var:${shell}\n`);
    this.write('/etc/shadow', `${this.read('/etc/shadow')}${name}:*:20000:0:99999:7:::\n`, 0o640);
  }

  /** Ends every connection there is, as a cut link would. */
  cut(): void {
    const [sshd = ''] = this.server.read('sshd.pid').trim().split('\n');
    this.namespace.run(['/bin/sh', '-c', 'for child in $(cat /proc/$1/task/$1/children); do kill -9 $child; done', 'sh', sshd]);
  }

  /** After `ip link set lo down`, which takes the addresses of IPv6 away. */
  linkUp(): void {
    this.namespace.demand('ip', 'link', 'set', 'lo', 'up');
    this.namespace.demand('ip', '-6', 'address', 'replace', `${IPV6}/128`, 'dev', 'lo', 'nodad');
  }

  async end(): Promise<void> {
    await this.server.stop();
    await this.namespace.end();
    rmSync(this.#tree, { recursive: true, force: true });
  }
}

export async function startSshLab(options: SshServerOptions = {}): Promise<SshLab> {
  const tree = mkdtempSync(join(tmpdir(), 'stsctl-remote-'));
  installBaseSystem(tree, { throwAwayCa: true });
  await makeThrowAwayCa(tree);
  writeFileSync(join(tree, 'etc/hosts'), '127.0.0.1 localhost\n::1 localhost\n');
  giveRootAHome(tree);
  const namespace = await startNamespace(tree, [IPV4, IPV6]);
  const server = await startSshServer({ ...options, wrap: (...argv) => namespace.argv(...argv) });
  return new SshLab(tree, namespace, server);
}
