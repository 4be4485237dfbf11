// A parser to be fuzzed: what it is given first, and what must hold for any bytes at all.

export interface Target {
  readonly name: string;
  /** Files below the repository whose content is worth starting from. */
  readonly seedFolders?: readonly string[];
  readonly seeds?: readonly (string | Uint8Array)[];
  /** Its check gives a promise. */
  readonly isAsync?: true;
  /** Throws when something does not hold; whatever the bytes are, it must not throw for their sake. */
  readonly check: (bytes: Buffer) => void | Promise<void>;
}
