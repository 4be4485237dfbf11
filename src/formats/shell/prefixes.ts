// Programs that run another one: nice -n 10 COMMAND.

interface Prefix {
  /** Letters of options that take an argument. */
  readonly withArgument: string;
  /** Letters of options that only ask about the command. */
  readonly asking?: string;
  /** Operands before the command. */
  readonly operands?: number;
}

const PREFIXES: Readonly<Record<string, Prefix>> = {
  builtin: { withArgument: '' },
  command: { withArgument: '', asking: 'vV' },
  doas: { withArgument: 'aCu' },
  env: { withArgument: 'u' },
  exec: { withArgument: 'a' },
  nice: { withArgument: 'n' },
  nohup: { withArgument: '' },
  sudo: { withArgument: 'gpu' },
  time: { withArgument: '' },
  timeout: { withArgument: 'ks', operands: 1 },
};

export type Argv = readonly (string | null)[];

export interface Unwrapped {
  /** The command itself. */
  readonly argv: Argv;
  /** The shell ends with it. */
  readonly isExec: boolean;
}

/** A program's name when it stands where the base system keeps it; else as written. */
export function programName(word: string | null): string | null {
  return word?.replace(/^\/(?:usr\/)?s?bin\//, '') ?? null;
}

/** Null for a prefix with an option that can't be told. */
export function unwrap(argv: Argv, isExec = false): Unwrapped | null {
  const name = programName(argv[0] ?? null);
  const prefix = name !== null && Object.hasOwn(PREFIXES, name) ? PREFIXES[name] : undefined;
  if (prefix === undefined) return { argv, isExec };
  const start = commandStart(argv, prefix);
  if (start === null) return null;
  if (start >= argv.length) return { argv, isExec };
  return unwrap(argv.slice(start), isExec || name === 'exec');
}

function commandStart(argv: Argv, { withArgument, asking = '', operands = 0 }: Prefix): number | null {
  let at = 1;
  for (; at < argv.length; at += 1) {
    const word = argv[at] ?? null;
    if (word === null) return null;
    if (word === '--') {
      at += 1;
      break;
    }
    // env NAME=value
    if (/^[A-Za-z_]\w*=/.test(word)) continue;
    if (!/^-./.test(word)) break;
    if (asking !== '' && [...word].some((letter) => asking.includes(letter))) return argv.length;
    if (withArgument.includes(word.at(-1) ?? '') && word.length === 2) at += 1;
  }
  return at + operands;
}
