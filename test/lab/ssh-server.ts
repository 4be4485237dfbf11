// A real sshd on a loopback port of its own, with its own host keys and authorized keys, and the client's side of it.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../support/free-ports.ts';
import { missingPrograms } from '../support/missing-programs.ts';

export function whyNoSshServer(...programs: string[]): string | false {
  const missing = missingPrograms(['sshd', 'ssh', 'ssh-keygen', ...programs]);
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  return process.getuid?.() === 0 ? false : 'needs root';
}

export interface SshServerOptions {
  /** Further lines of sshd_config(5). */
  readonly lines?: readonly string[];
  /** How sshd is started: in a namespace, say. */
  readonly wrap?: (...argv: string[]) => string[];
  readonly address?: string;
  readonly port?: number;
  readonly hostKeys?: readonly string[];
}

export class SshServer {
  readonly directory: string;
  readonly port: number;
  readonly #sshd: ChildProcess;

  constructor(directory: string, port: number, sshd: ChildProcess) {
    this.directory = directory;
    this.port = port;
    this.#sshd = sshd;
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8');
  }

  /** ssh_config(5) of the client; hosts are added by `host`. */
  get configFile(): string {
    return this.file('ssh_config');
  }

  /** Another name for this server, as the client's configuration has it. */
  host(name: string, ...lines: string[]): void {
    appendFileSync(this.configFile, `Host ${name}\n${[...lines, ...this.#defaults()].map((line) => `  ${line}\n`).join('')}`);
  }

  #defaults(): string[] {
    return ['HostName 127.0.0.1', `Port ${this.port}`, 'User root', `IdentityFile ${this.file('client')}`, 'IdentitiesOnly yes', 'IdentityAgent none', `UserKnownHostsFile ${this.file('known_hosts')}`, 'GlobalKnownHostsFile none'];
  }

  write(name: string, text: string): void {
    writeFileSync(this.file(name), text);
  }

  /** The lines of known_hosts for its keys. */
  knownHosts(...names: string[]): string {
    const shown = names.length > 0 ? names.join(',') : `[127.0.0.1]:${this.port}`;
    return this.hostKeys.map((type) => `${shown} ${this.read(`host_${type}.pub`)}`).join('');
  }

  get hostKeys(): string[] {
    return ['ed25519', 'ecdsa', 'rsa'].filter((type) => existsSync(this.file(`host_${type}`)));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#sshd.once('exit', resolve));
    if (this.#sshd.exitCode === null && this.#sshd.kill('SIGTERM')) await ended;
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** In a tree that is to be laid over the system: root logs in to a home of its own, without the profile of whoever runs the tests. */
export function giveRootAHome(tree: string): void {
  const passwd = readFileSync('/etc/passwd', 'utf8').replace(/^(root:[^:]*:0:0:[^:]*):.*$/m, '$1:/var/root:/bin/sh');
  mkdirSync(join(tree, 'var/root'), { recursive: true });
  mkdirSync(join(tree, 'etc'), { recursive: true });
  writeFileSync(join(tree, 'etc/passwd'), passwd);
}

export function makeKey(file: string, type = 'ed25519', passphrase = ''): void {
  const { status, stderr } = spawnSync('ssh-keygen', ['-q', '-t', type, ...(type === 'rsa' ? ['-b', '2048'] : []), '-N', passphrase, '-C', 'stsctl test', '-f', file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ssh-keygen: ${stderr}`);
}

export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const directory = mkdtempSync(join(tmpdir(), 'stsctl-sshd-'));
  // sshd reads authorized_keys as the user who logs in.
  chmodSync(directory, 0o755);
  const [free = 0] = await freePorts(1);
  const port = options.port ?? free;
  const file = (name: string) => join(directory, name);
  for (const type of options.hostKeys ?? ['ed25519']) makeKey(file(`host_${type}`), type);
  makeKey(file('client'));
  writeFileSync(file('authorized_keys'), readFileSync(file('client.pub')), { mode: 0o644 });
  writeFileSync(file('sshd_config'), sshdConfig(directory, port, options));
  writeFileSync(file('ssh_config'), '');
  mkdirSync('/run/sshd', { recursive: true });
  const [program = '', ...argv] = (options.wrap ?? ((...all) => all))('/usr/sbin/sshd', '-D', '-E', file('log'), '-f', file('sshd_config'));
  // Into a file: while a test waits for a program nobody would empty a pipe.
  writeFileSync(file('log'), '');
  const sshd = spawn(program, argv, { stdio: 'ignore' });
  const server = new SshServer(directory, port, sshd);
  for (let attempt = 0; !/Server listening/.test(server.read('log')); attempt += 1) {
    if (sshd.exitCode !== null || attempt > 200) throw new Error(`sshd: ${server.read('log')}`);
    await sleep(25);
  }
  writeFileSync(file('known_hosts'), server.knownHosts());
  server.host('mx1');
  return server;
}

function sshdConfig(directory: string, port: number, { lines = [], address = '127.0.0.1', hostKeys = ['ed25519'] }: SshServerOptions): string {
  const own = [
    ...lines,
    `Port ${port}`,
    `ListenAddress ${address}`,
    ...hostKeys.map((type) => `HostKey ${join(directory, `host_${type}`)}`),
    `PidFile ${join(directory, 'sshd.pid')}`,
    `AuthorizedKeysFile ${join(directory, 'authorized_keys')}`,
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'StrictModes no',
    'LogLevel VERBOSE',
    'MaxStartups 1000',
  ];
  return `${own.join('\n')}\n`;
}
