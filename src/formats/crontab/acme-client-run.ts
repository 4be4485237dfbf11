// The command line of acme-client(1).
import { programName, type Argv } from '../shell/prefixes.ts';

export interface AcmeClientRun {
  /** Null when it can't be told. */
  readonly handle: string | null;
  /** Letters as given. */
  readonly flags: string;
  /** It asks for a certificate when one is due: no check (-n), no revocation (-r), no mistake in the operands. */
  readonly renews: boolean;
}

/** Of OpenBSD 7.8. */
const FLAGS = 'Fnrvf';

/** Null for another program. */
export function acmeClientRun(argv: Argv): AcmeClientRun | null {
  if (programName(argv[0] ?? null) !== 'acme-client') return null;
  const { flags, operands } = getopt(argv.slice(1));
  // Flags of older releases had arguments of their own.
  const isUsage = operands.length !== 1 && unknownFlags({ flags }) === '';
  return { handle: operands.length === 1 ? (operands[0] ?? null) : null, flags, renews: !isUsage && !/[nr]/.test(flags) };
}

export function unknownFlags({ flags }: Pick<AcmeClientRun, 'flags'>): string {
  return [...flags].filter((letter) => !FLAGS.includes(letter)).join('');
}

/** getopt(3) ends at the first operand; -f takes a file, in the same word or the next. */
function getopt(args: Argv): { readonly flags: string; readonly operands: Argv } {
  let flags = '';
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? null;
    if (word === '--') return { flags, operands: args.slice(at + 1) };
    if (word === null || !/^-./.test(word)) break;
    const [, letters = '', file] = /^-([^f]*)(?:f(.*))?$/s.exec(word) ?? [];
    flags += file === undefined ? letters : `${letters}f`;
    if (file === '') at += 1;
  }
  return { flags, operands: args.slice(at) };
}
