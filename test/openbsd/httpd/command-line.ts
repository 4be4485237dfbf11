// The arguments of httpd(8), and what the launcher adds before them.

export interface CommandLine {
  /** Prefix of every OpenBSD path. */
  readonly root: string;
  /** This process is the one that serves; its parent waits to hear how it went. */
  readonly isDaemon: boolean;
  readonly foreground: boolean;
  readonly checkOnly: boolean;
  readonly confPath: string | null;
  readonly macros: readonly string[];
}

export const USAGE = 'usage: httpd [-dnv] [-D macro=value] [-f file]';

/** A mistake in the arguments: its text goes to stderr, the exit status is 1. */
export class UsageError extends Error {}

export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { root, isDaemon, rest } = launcherOptions(argv);
  const letters = new Map<string, string[]>();
  for (const [letter, value] of options(rest)) letters.set(letter, [...(letters.get(letter) ?? []), value]);
  const macros = letters.get('D') ?? [];
  for (const macro of macros) if (!macro.includes('=')) throw new UsageError(`httpd: could not parse macro definition ${macro}`);
  return {
    root,
    isDaemon,
    foreground: letters.has('d'),
    checkOnly: letters.has('n'),
    confPath: letters.get('f')?.at(-1) ?? null,
    macros,
  };
}

export const DAEMON_OPTION = '--stand-in-daemon';

function launcherOptions(argv: readonly string[]): { root: string; isDaemon: boolean; rest: string[] } {
  const rest = [...argv];
  const isDaemon = rest[0] === DAEMON_OPTION;
  if (isDaemon) rest.shift();
  if (rest[0] !== '--stand-in-root') return { root: '', isDaemon, rest };
  const [, root = ''] = rest.splice(0, 2);
  return { root: root.replace(/\/+$/, ''), isDaemon, rest };
}

/** getopt(3): letters may share a dash, and a value may follow its letter directly. */
function options(argv: readonly string[]): [letter: string, value: string][] {
  const found: [string, string][] = [];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (!/^-[^-]/.test(word)) throw new UsageError(USAGE);
    for (let i = 1; i < word.length; i += 1) {
      const letter = word[i] ?? '';
      if (letter === 'D' || letter === 'f') {
        const value = word.slice(i + 1) || argv[(at += 1)];
        if (value === undefined) throw new UsageError(USAGE);
        found.push([letter, value]);
        break;
      }
      if (!'dnv'.includes(letter)) throw new UsageError(USAGE);
      found.push([letter, '']);
    }
  }
  return found;
}
