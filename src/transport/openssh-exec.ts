// An Exec by the system's own ssh: one master connection, each command a client of it (ssh_config(5) ControlMaster).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { Closed, Exec, Listener, Session } from './exec.ts';
import { readOpensshFailure } from './openssh-failure.ts';
import type { Named } from './ssh-problems.ts';
import { readSshSettings, sshArguments, type SshTarget } from './ssh-settings.ts';

/** ssh(1) EXIT STATUS: an error of its own. */
const SSH_FAILED = 255;

/** Without its master ssh(1) would log in again: a run whose connection is gone has lost its lock, and must end. */
const THROUGH_MASTER = ['-o', 'ProxyCommand=false'];

/** A master whose stsctl was killed ends by itself; one in use has the keeper's session, or a shell that waits. */
const PERSIST_SECONDS = 600;

export interface OpensshOptions {
  readonly acceptNew: boolean;
  /** False: nobody is there to be asked. */
  readonly mayAsk: boolean;
}

export class OpensshExec implements Exec {
  readonly #target: SshTarget;
  readonly #named: Named;
  readonly #options: OpensshOptions;
  #master: Promise<string> | null = null;
  #peer: string | null = null;
  #directory: string | null = null;
  /** While it logs in. */
  #login: { kill(signal: 'SIGTERM'): void } | null = null;

  constructor(target: SshTarget, named: Named, options: OpensshOptions) {
    this.#target = target;
    this.#named = named;
    this.#options = options;
  }

  get peer(): string | null {
    return this.#peer;
  }

  connect(): void {
    this.#begun().catch(() => undefined);
  }

  #begun(): Promise<string> {
    return (this.#master ??= this.#begin());
  }

  async start(command: string, listener: Listener): Promise<Session> {
    const socket = await this.#begun();
    const { execa } = await import('execa');
    const child = execa('ssh', [...this.#flags(socket), ...THROUGH_MASTER, ...sshArguments(this.#target), command], { stdin: 'pipe', buffer: false, reject: false, encoding: 'buffer' });
    let said = '';
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => listener.stdout(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < 4096) said += chunk.toString('latin1');
      listener.stderr(chunk);
    });
    void child.then(({ exitCode, signal }) => listener.closed(closedOf(exitCode, signal, said)));
    return {
      send: (bytes) => void child.stdin.write(bytes),
      endInput: () => void child.stdin.end(),
      close: () => void child.kill('SIGTERM'),
    };
  }

  /** The master logs in and stays: what goes wrong with that is told here. */
  async #begin(): Promise<string> {
    const { hostname, connectTimeoutMs, aliveIntervalMs } = await readSshSettings(this.#target, this.#named.name);
    // Below 104 characters, which a socket's path may have.
    this.#directory = await mkdtemp(join(tmpdir(), 'stsctl-ssh-'));
    const socket = join(this.#directory, 'master');
    const { execa } = await import('execa');
    const login = execa('ssh', [...this.#flags(socket), '-o', `ConnectTimeout=${Math.ceil(connectTimeoutMs / 1000)}`, '-o', `ServerAliveInterval=${aliveIntervalMs / 1000}`, '-o', 'ControlMaster=yes', '-o', `ControlPersist=${PERSIST_SECONDS}`, '-o', 'LogLevel=INFO', '-f', '-N', ...sshArguments(this.#target)], {
      stdin: 'ignore', stdout: 'ignore', stderr: { file: join(this.#directory, 'said') }, reject: false, timeout: 300_000,
    });
    this.#login = login;
    const { exitCode } = await login;
    this.#login = null;
    if (exitCode !== 0) throw await this.#failed(await readSaid(this.#directory ?? ''), hostname);
    this.#peer = await addressOf(hostname);
    return socket;
  }

  async #failed(said: string, hostname: string): Promise<Failure> {
    await this.close();
    return readOpensshFailure(said, hostname, this.#named);
  }

  #flags(socket: string): string[] {
    const checking = this.#options.acceptNew ? ['-o', 'StrictHostKeyChecking=accept-new'] : ['-o', 'StrictHostKeyChecking=yes'];
    return ['-T', '-x', '-a', '-S', socket, ...checking, '-o', `BatchMode=${this.#options.mayAsk ? 'no' : 'yes'}`];
  }

  async close(): Promise<void> {
    const directory = this.#directory;
    if (directory === null) return;
    this.#directory = null;
    this.#login?.kill('SIGTERM');
    await this.#end(directory);
  }

  async #end(directory: string): Promise<void> {
    const { execa } = await import('execa');
    await execa('ssh', ['-F', 'none', '-S', join(directory, 'master'), '-O', 'exit', 'master'], { stdio: 'ignore', reject: false, timeout: 5000 });
    await rm(directory, { recursive: true, force: true });
  }
}

function closedOf(exit: number | undefined, signal: string | undefined, said: string): Closed {
  if (/session open refused/i.test(said)) return { exit: null, signal: null, lost: 'it gives no further session on the connection (sshd_config(5) MaxSessions)' };
  const lost = exit === SSH_FAILED || exit === undefined ? (said.trim().split('\n').at(-1) ?? '') || 'ssh ended' : null;
  return { exit: exit ?? null, signal: signal ?? null, lost };
}

async function readSaid(directory: string): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(join(directory, 'said'), 'utf8').catch(() => '');
}

async function addressOf(hostname: string): Promise<string> {
  const { lookup } = await import('node:dns/promises');
  return lookup(hostname).then(({ address }) => address, () => hostname);
}
