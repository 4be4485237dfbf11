// The programs that stand in a command with their arguments, whether or not they come to be run.
import { parseShell } from '../shell/parse-shell.ts';
import { unwrap, type Argv } from '../shell/prefixes.ts';
import { innerCommand } from '../shell/run-simple.ts';
import type { Command, List, Simple, Word } from '../shell/tree.ts';
import { fieldsOf, substitutionsOf } from '../shell/words.ts';

/** Commands within commands: sh -c, $(…). */
const DEEPEST = 4;

export function runsWritten(list: List, depth = 0): Argv[] {
  return list.flatMap(({ first, rest }) => [first, ...rest.map(({ pipeline }) => pipeline)]).flatMap(({ commands }) => commands.flatMap((command) => inCommand(command, depth)));
}

function inCommand(command: Command, depth: number): Argv[] {
  if (command.kind === 'simple') return inSimple(command, depth);
  return listsOf(command).flatMap((list) => runsWritten(list, depth));
}

/** The commands that a command holds. */
export function listsOf(command: Exclude<Command, Simple>): List[] {
  if (command.kind === 'if') return [...command.arms.flatMap(({ condition, body }) => [condition, body]), command.otherwise];
  if (command.kind === 'case') return command.arms.map(({ body }) => body);
  return command.kind === 'loop' ? [command.condition, command.body] : [command.body];
}

function inSimple({ assignments, words }: Simple, depth: number): Argv[] {
  const argv = unwrap(fieldsOf(words, () => null))?.argv ?? [];
  const inner = innerCommand(argv)?.text ?? null;
  const texts = [...[...assignments.map(({ value }) => value), ...words].flatMap((word: Word) => substitutionsOf(word)), ...(inner === null ? [] : [inner])];
  const within = depth < DEEPEST ? texts.flatMap((text) => runsWritten(parseShell(text) ?? [], depth + 1)) : [];
  return [argv, ...within];
}
