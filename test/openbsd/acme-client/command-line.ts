// acme-client [-Fnrv] [-f configfile] handle
import { getOptions } from '../get-options.ts';

export interface CommandLine {
  readonly force: boolean;
  readonly checkOnly: boolean;
  readonly revoke: boolean;
  readonly verbose: boolean;
  /** As given; null for the default. */
  readonly configFile: string | null;
  /** One of them is the handle; how many there are is looked at after the configuration. */
  readonly operands: readonly string[];
}

export const USAGE = 'usage: acme-client [-Fnrv] [-f configfile] handle\n';

/** A string is what goes to stderr instead. */
export function parseCommandLine(argv: readonly string[]): CommandLine | string {
  const { options, operands, problem } = getOptions(argv, 'Fnrvf:');
  if (problem !== null) return `acme-client: ${problem}\n${USAGE}`;
  const has = (wanted: string) => options.some(([letter]) => letter === wanted);
  const configFile = options.filter(([letter]) => letter === 'f').at(-1)?.[1] ?? null;
  return { force: has('F'), checkOnly: has('n'), revoke: has('r'), verbose: has('v'), configFile, operands };
}
