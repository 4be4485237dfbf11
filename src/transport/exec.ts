// How a command line is run on another machine: what ssh2 and the system's ssh both are.

/** Told of what a command says, in order; `closed` comes once, last. */
export interface Listener {
  stdout(chunk: Buffer): void;
  stderr(chunk: Buffer): void;
  closed(how: Closed): void;
}

export interface Closed {
  readonly exit: number | null;
  /** "SIGKILL", where the other side says so. */
  readonly signal: string | null;
  /** Why the connection, not the command, has ended; null when it has not. */
  readonly lost: string | null;
}

/** A command that runs. */
export interface Session {
  send(bytes: Buffer): void;
  endInput(): void;
  /** Lets go of it: what it still says is not wanted. */
  close(): void;
}

/** Connects when it is first used, or told to. */
export interface Exec {
  /** Address or name at which the host is reached; known once connected. */
  readonly peer: string | null;
  /** Begins to connect ahead of the first command, which is told what goes wrong with it. */
  connect(): void;
  /** `command` goes to the login shell there as it is. Throws Failure when there is no way to log in. */
  start(command: string, listener: Listener): Promise<Session>;
  /** Ends the connection and every session, or the attempt at it. */
  close(): Promise<void>;
}
