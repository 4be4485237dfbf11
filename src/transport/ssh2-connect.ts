// One SSH connection by ssh2, set up as the user's own OpenSSH is.
import { connect as connectSocket, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import { Failure } from '../model/failure.ts';
import { addKnownHost, judgeHostKey, unknownKey, type ShownKey } from './judge-host-key.ts';
import { knownKeys, knownName, serverHostKeys } from './known-hosts.ts';
import { prepareLogin, type AskPassphrase, type Login } from './ssh2-login.ts';
import { connectFailure, sshFailure, useOpenssh, type Named } from './ssh-problems.ts';
import { readSshSettings, type SshSettings, type SshTarget } from './ssh-settings.ts';

export interface ConnectOptions {
  readonly acceptNew: boolean;
  readonly ask: AskPassphrase | null;
  /** Nobody waits for the connection any more. */
  readonly signal: AbortSignal;
}

export interface Connected {
  readonly client: Client;
  readonly peer: string;
  /** Ends what it goes through too. */
  end(): void;
}

/** For whoever types one. */
const PASSPHRASE_MS = 120_000;

/** Throws Failure. `isJump`: on the way to another host, no further jump. */
export async function connectSsh2(target: SshTarget, named: Named, options: ConnectOptions, isJump = false): Promise<Connected> {
  // Loaded while ssh -G runs.
  const loading = import('./ssh2-parts.ts');
  loading.catch(() => undefined);
  const settings = await readSshSettings(target, named.name);
  refuseUnsupported(settings, named, isJump);
  const knownAs = knownName(settings.hostname, settings.port, settings.hostKeyAlias);
  const way = openWay(settings, target, named, options);
  way.catch(() => undefined); // Told below, once the rest is there.
  const known = knownKeys(knownAs, settings.knownHosts);
  const { ssh2 } = await loading.catch((error: unknown) => giveUp(error, way));
  const { socket, end, peer } = await way;
  const login = await prepareLogin(settings, ssh2, options.ask);
  const shown: { key: ShownKey | null; refusal: Failure | null; isNew: boolean } = { key: null, refusal: null, isNew: false };
  const verify = (key: Buffer): boolean => {
    shown.key = { key, knownAs };
    const judged = judgeHostKey(shown.key, known, named);
    shown.isNew = judged === 'new';
    const accepts = options.acceptNew || settings.acceptsNew;
    if (judged === 'new' && !accepts) shown.refusal = unknownKey(shown.key, settings.userKnownHosts[0] ?? null, named);
    else if (judged !== 'new') shown.refusal = judged;
    return shown.refusal === null;
  };
  try {
    const client = await handshake(new ssh2.Client(), socket, settings, login, serverHostKeys(known), verify);
    if (shown.isNew && shown.key !== null && settings.userKnownHosts[0] !== undefined) await addKnownHost(settings.userKnownHosts[0], shown.key);
    return { client, peer, end: () => (client.end(), client.destroy(), end()) };
  } catch (error) {
    end();
    throw shown.refusal ?? failureOf(error as Error & { level?: string }, settings, login, named);
  }
}

async function giveUp(error: unknown, way: Promise<Way>): Promise<never> {
  void way.then(({ end }) => end(), () => undefined);
  throw error;
}

function refuseUnsupported({ proxyCommand, proxyJump }: SshSettings, named: Named, isJump: boolean): void {
  const what = proxyCommand !== null ? 'ProxyCommand' : proxyJump !== null && (isJump || proxyJump.includes(',')) ? 'more than one jump host' : null;
  if (what !== null) throw sshFailure('ssh-connect', named, `${named.name} is reached through ${what}, which ssh2 can't do`, useOpenssh(named));
}

interface Way {
  readonly socket: Duplex;
  readonly peer: string;
  end(): void;
}

function openWay(settings: SshSettings, target: SshTarget, named: Named, options: ConnectOptions): Promise<Way> {
  return settings.proxyJump === null ? openSocket(settings, named, options.signal) : openJump(settings, settings.proxyJump, target, named, options);
}

function openSocket({ hostname, port, connectTimeoutMs }: SshSettings, named: Named, signal: AbortSignal): Promise<Way> {
  return new Promise((resolve, reject) => {
    // Without noDelay each small packet waits for the answer to the one before it.
    const socket: Socket = connectSocket({ host: hostname, port, noDelay: true });
    signal.addEventListener('abort', () => void socket.destroy(), { once: true });
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })), connectTimeoutMs);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const first = (error as { errors?: (Error & { code?: string })[] }).errors?.[0] ?? error;
      reject(connectFailure(first as Error & { code?: string }, `${hostname} port ${port}`, named));
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.removeAllListeners('error');
      // Until ssh2 listens.
      socket.on('error', () => undefined);
      resolve({ socket, peer: socket.remoteAddress ?? hostname, end: () => void socket.destroy() });
    });
  });
}

async function openJump({ hostname, port }: SshSettings, jump: string, target: SshTarget, named: Named, options: ConnectOptions): Promise<Way> {
  const ssh = jump.replace(/^ssh:\/\//, '');
  const through = await connectSsh2({ ssh, configFile: target.configFile }, { name: `${named.name} (jump host ${ssh})`, ssh }, options, true);
  const { lookup } = await import('node:dns/promises');
  const peer = await lookup(hostname).then(({ address }) => address, () => hostname);
  return new Promise((resolve, reject) => {
    through.client.forwardOut('127.0.0.1', 0, hostname, port, (error, channel) => {
      if (error === undefined) return resolve({ socket: channel, peer, end: through.end });
      through.end();
      reject(sshFailure('ssh-connect', named, `the jump host ${ssh} does not reach ${hostname} port ${port}: ${error.message}`, `see that this works: ssh ${named.ssh} true`));
    });
  });
}

function handshake(client: Client, sock: Duplex, settings: SshSettings, login: Login, hostKeys: string[], verify: (key: Buffer) => boolean): Promise<Client> {
  return new Promise((resolve, reject) => {
    if (sock.destroyed) return reject(new Error('Connection lost before handshake'));
    // Until the host has shown its key; asking for a passphrase may take longer.
    const timer = setTimeout(() => reject(Object.assign(new Error('no answer'), { level: 'client-timeout' })), settings.connectTimeoutMs);
    const failed = (error: Error) => (clearTimeout(timer), reject(error));
    client.once('error', failed);
    client.once('close', () => failed(new Error('Connection lost before handshake')));
    client.once('ready', () => {
      client.removeListener('error', failed);
      resolve(client);
    });
    client.connect({
      sock: sock as Socket,
      username: settings.user,
      readyTimeout: settings.connectTimeoutMs + PASSPHRASE_MS,
      keepaliveInterval: settings.aliveIntervalMs,
      keepaliveCountMax: settings.aliveCountMax,
      algorithms: { serverHostKey: hostKeys as never },
      hostVerifier: (key: Buffer) => (clearTimeout(timer), verify(key)),
      authHandler: login.handler as never,
    });
  });
}

function failureOf(error: Error & { level?: string; code?: string }, { hostname, port, user }: SshSettings, login: Login, named: Named): Failure {
  if (error instanceof Failure) return error;
  if (error.level !== 'client-authentication') return connectFailure(error, `${hostname} port ${port}`, named);
  const offered = login.offered.length === 0 ? 'no key was offered' : `offered: ${login.offered.join(', ')}`;
  const unusable = login.unusable.length === 0 ? '' : `; not usable: ${login.unusable.join(', ')}`;
  const next = login.needsOpenssh ? useOpenssh(named) : `see that this works: ssh ${named.ssh} true`;
  return sshFailure('ssh-login', named, `${named.name} does not let ${user} in; ${offered}${unusable}`, next);
}
