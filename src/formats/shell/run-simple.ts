// One simple command: assignments, a builtin, a shell within the shell, or a program of the machine.
import { builtinOf, type ShellState } from './builtins.ts';
import { CannotTell, redirectedStreams, type Machine, type Streams } from './machine.ts';
import { programName, unwrap, type Argv } from './prefixes.ts';
import type { Simple, Word } from './tree.ts';
import { fieldsOf, substitutionsOf, textOf, type Lookup } from './words.ts';

export interface SimpleState extends ShellState {
  readonly machine: Machine;
  readonly lookup: Lookup;
  readonly idPrefix: string;
  /** sh -c TEXT */
  nested(text: string, id: string, streams: Streams, isErrexit: boolean): number;
}

const SHELLS = new Set(['sh', 'ksh']);

export function runSimple(command: Simple, shell: SimpleState, streams: Streams): number {
  const { assignments, words, redirections } = command;
  const substitutions = noteSubstitutions([...assignments.map(({ value }) => value), ...words], shell);
  const argv = fieldsOf(words, shell.lookup);
  if (argv.length === 0) {
    for (const { name, value } of assignments) shell.variables.set(name, textOf(value, shell.lookup));
    return 0;
  }
  const own = redirectedStreams(streams, redirections);
  const unwrapped = unwrap(argv) ?? { argv: [null], isExec: false };
  const status = runUnwrapped(unwrapped.argv, `${shell.idPrefix}${command.id}`, shell, own, substitutions);
  return unwrapped.isExec ? shell.exit(status) : status;
}

export function noteSubstitutions(words: readonly Word[], { machine }: Pick<SimpleState, 'machine'>): string[] {
  const substitutions = words.flatMap(substitutionsOf);
  for (const each of substitutions) machine.substitute(each);
  return substitutions;
}

function runUnwrapped(argv: Argv, id: string, shell: SimpleState, streams: Streams, substitutions: readonly string[]): number {
  const name = programName(argv[0] ?? null);
  // exec without a command redirects the rest of the line.
  if (name === 'exec') throw new CannotTell('exec');
  const builtin = builtinOf(name);
  if (builtin !== null) return builtin(argv.slice(1), shell);
  const inner = innerCommand(argv);
  if (inner !== null) return shell.nested(inner.text, id, streams, inner.isErrexit);
  return shell.machine.run({ argv, id, streams, substitutions }) ?? (shell.choose() ? 0 : 1);
}

/** The TEXT of `sh -c TEXT`; null for what is none. */
export function innerCommand(argv: Argv): { readonly text: string; readonly isErrexit: boolean } | null {
  const [name, flags, text] = argv;
  if (!SHELLS.has(programName(name ?? null) ?? '') || flags === null || !/^-[a-z]*c$/.test(flags ?? '')) return null;
  return typeof text === 'string' ? { text, isErrexit: flags?.includes('e') === true } : null;
}
