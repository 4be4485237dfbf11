// What the stand-in rcctl(8) works on.

export interface Tested {
  readonly ok: boolean;
  /** What the configuration test printed. */
  readonly output: string;
}

export interface RcctlHost {
  readonly isRoot: boolean;
  /** /etc/rc.conf.local; null if there is none. */
  readConf(): string | null;
  writeConf(text: string | null): void;
  /** Names of the executable scripts in /etc/rc.d, beside the base system's. */
  packageScripts(): readonly string[];
  hasUser(name: string): boolean;
  isRunning(daemon: string): boolean;
  /** Null for a daemon without a configuration test. */
  configtest(daemon: string, flags: string): Promise<Tested | null>;
  /** False when it does not run afterwards. */
  start(daemon: string, flags: string): Promise<boolean>;
  stop(daemon: string): Promise<void>;
  reload(daemon: string): Promise<void>;
  stdout(text: string): void;
  stderr(text: string): void;
}

/** Ends the run: the text goes to standard error. */
export class RcctlError extends Error {
  readonly exit: number;
  constructor(text: string, exit = 1) {
    super(text);
    this.name = 'RcctlError';
    this.exit = exit;
  }
}

export function rcctlError(text: string, exit = 1): RcctlError {
  return new RcctlError(`rcctl: ${text}\n`, exit);
}
