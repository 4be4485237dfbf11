// acme-client [-Fnrv] [-f configfile] handle

export interface CommandLine {
  readonly force: boolean;
  readonly checkOnly: boolean;
  readonly revoke: boolean;
  readonly verbose: boolean;
  /** As given; null for the default. */
  readonly configFile: string | null;
  readonly handle: string | null;
}

export const USAGE = 'usage: acme-client [-Fnrv] [-f configfile] handle\n';

/** A string is what goes to stderr instead. */
export function parseCommandLine(argv: readonly string[]): CommandLine | string {
  const seen = new Set<string>();
  const rest = [...argv];
  let configFile: string | null = null;
  while (rest[0]?.startsWith('-') && rest[0] !== '-') {
    const letters = rest.shift()?.slice(1) ?? '';
    for (const [index, letter] of [...letters].entries()) {
      if (letter === 'f') {
        configFile = letters.slice(index + 1) || (rest.shift() ?? null);
        break;
      }
      if (!'Fnrv'.includes(letter)) return `acme-client: unknown option -- ${letter}\n${USAGE}`;
      seen.add(letter);
    }
  }
  const [handle = null, ...more] = rest;
  if (more.length > 0 || (handle === null && !seen.has('n'))) return USAGE;
  return { force: seen.has('F'), checkOnly: seen.has('n'), revoke: seen.has('r'), verbose: seen.has('v'), configFile, handle };
}
