// An Exec by ssh2: one connection, each command on a channel of its own.
import type { Client, ClientChannel } from 'ssh2';
import { HostError } from '../model/host.ts';
import type { Exec, Listener, Session } from './exec.ts';
import { connectSsh2, type Connected, type ConnectOptions } from './ssh2-connect.ts';
import { noMoreSessions, type Named } from './ssh-problems.ts';
import type { SshTarget } from './ssh-settings.ts';

export class Ssh2Exec implements Exec {
  readonly #connect: () => Promise<Connected>;
  readonly #named: Named;
  readonly #aborting = new AbortController();
  #connected: Promise<Connected> | null = null;
  #peer: string | null = null;
  #lost: string | null = null;
  /** Told when the connection goes: ssh2 does not always close their channels. */
  readonly #open = new Set<(lost: string) => void>();

  constructor(target: SshTarget, named: Named, options: Omit<ConnectOptions, 'signal'>) {
    this.#named = named;
    this.#connect = () => connectSsh2(target, named, { ...options, signal: this.#aborting.signal });
  }

  get peer(): string | null {
    return this.#peer;
  }

  connect(): void {
    this.#begun().catch(() => undefined);
  }

  #begun(): Promise<Connected> {
    return (this.#connected ??= this.#connect().then((connected) => this.#watch(connected)));
  }

  async start(command: string, listener: Listener): Promise<Session> {
    const { client } = await this.#begun();
    if (this.#lost !== null) throw gone(this.#lost);
    return this.#begin(await channelOf(client, command, this.#named), listener);
  }

  #watch(connected: Connected): Connected {
    this.#peer = connected.peer;
    const lose = (why: string) => {
      this.#lost ??= why;
      for (const tell of this.#open) tell(this.#lost);
    };
    connected.client.on('error', (error: Error & { level?: string }) => lose(error.level === 'client-timeout' ? 'it does not answer any more' : error.message));
    connected.client.on('close', () => lose('it was closed'));
    return connected;
  }

  #begin({ channel, ended }: Started, listener: Listener): Session {
    let isOver = false;
    const over = (lost: string | null) => {
      if (isOver) return;
      isOver = true;
      this.#open.delete(over);
      listener.closed({ ...ended, lost });
    };
    this.#open.add(over);
    channel.on('data', (chunk: Buffer) => listener.stdout(chunk));
    channel.stderr.on('data', (chunk: Buffer) => listener.stderr(chunk));
    channel.on('error', () => undefined);
    channel.on('close', () => over(ended.exit === null && ended.signal === null ? (this.#lost ?? 'it was cut off') : null));
    return {
      send: (bytes) => void channel.write(bytes),
      endInput: () => void channel.end(),
      close: () => {
        isOver = true;
        if (!this.#aborting.signal.aborted) channel.close();
      },
    };
  }

  async close(): Promise<void> {
    this.#aborting.abort();
    void this.#connected?.then(({ end }) => end(), () => undefined);
  }
}

interface Started {
  readonly channel: ClientChannel;
  readonly ended: { exit: number | null; signal: string | null };
}

function channelOf(client: Client, command: string, named: Named): Promise<Started> {
  return new Promise((resolve, reject) => {
    try {
      client.exec(command, (error, channel) => (error === undefined ? resolve({ channel, ended: endOf(channel) }) : reject(refusedSession(error, named))));
    } catch (error) {
      // ssh2 throws at once when the connection has ended.
      reject(gone((error as Error).message));
    }
  });
}

/**
 * Filled in when the command ends. To be asked for at once: the exit status of a short command comes in one packet with the word that it
 * has begun, and is told to whoever listens by then alone; output and the channel's close wait until they are read.
 */
function endOf(channel: ClientChannel): Started['ended'] {
  const ended: Started['ended'] = { exit: null, signal: null };
  channel.on('exit', (code: number | null, name?: string) => {
    ended.exit = code;
    ended.signal = name === undefined ? null : name.startsWith('SIG') ? name : `SIG${name}`;
  });
  return ended;
}

/** RFC 4254 5.1: a reason comes with a refusal alone. */
function refusedSession(error: Error & { reason?: unknown }, named: Named): Error {
  return error.reason === undefined ? gone(error.message) : noMoreSessions(named);
}

function gone(why: string): HostError {
  return new HostError('ECONNRESET', '', `the connection was lost: ${why}`);
}
