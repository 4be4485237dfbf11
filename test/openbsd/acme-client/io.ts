// What the stand-in acme-client(1) is given, and how it speaks.

export interface Io {
  /** Prefix of every path inside the configuration. */
  readonly root: string;
  readonly isRoot: boolean;
  stdout(text: string): void;
  stderr(text: string): void;
}

/** Ends the run with exit 1; `lines` go to stderr, each behind "acme-client: ". */
export class Trouble extends Error {
  readonly lines: readonly string[];
  constructor(...lines: string[]) {
    super(lines.join('\n'));
    this.name = 'Trouble';
    this.lines = lines;
  }
}

export function warn(io: Io, line: string): void {
  io.stderr(`acme-client: ${line}\n`);
}

/** Where a path of the configuration is: absolute ones below the tree, others from the working directory. */
export function placed(root: string, path: string): string {
  return path.startsWith('/') ? root + path : path;
}
