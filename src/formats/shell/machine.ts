// Where a shell command is run in thought: what answers for its programs.
import type { Argv } from './prefixes.ts';
import type { Redirection } from './tree.ts';
import { textOf } from './words.ts';

/** Which of a command's streams lead out of the shell, to whoever started it. */
export interface Streams {
  readonly out: boolean;
  readonly err: boolean;
}

export interface Started {
  readonly argv: Argv;
  /** The same for the same place in the text. */
  readonly id: string;
  readonly streams: Streams;
  /** Commands whose output stands in its words. */
  readonly substitutions: readonly string[];
}

export interface Machine {
  /** Exit status; null for a program that may succeed or fail. */
  run(program: Started): number | null;
  /** True or false, where nothing tells. */
  choose(): boolean;
  /** A command is run for its output. */
  substitute(text: string): void;
}

/** What the command does depends on what is not to be seen here. */
export class CannotTell extends Error {}

export function redirectedStreams(streams: Streams, redirections: readonly Redirection[]): Streams {
  return redirections.reduce(redirect, streams);
}

function redirect(streams: Streams, { descriptor, operator, target }: Redirection): Streams {
  if (operator.startsWith('<')) return streams;
  const to = textOf(target, () => null);
  const leads = operator === '>&' ? ({ 1: streams.out, 2: streams.err }[to ?? ''] ?? false) : false;
  return { ...streams, ...((descriptor ?? 1) === 1 ? { out: leads } : {}), ...(descriptor === 2 ? { err: leads } : {}) };
}
