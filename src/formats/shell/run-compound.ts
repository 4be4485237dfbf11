// Commands that hold others, run in thought.
import { matchGlob } from '../httpd-conf/glob.ts';
import { CannotTell, redirectedStreams, type Streams } from './machine.ts';
import { noteSubstitutions, type SimpleState } from './run-simple.ts';
import type { Arm, CaseArm, Command, List, Word } from './tree.ts';
import { fieldsOf, patternOf, textOf } from './words.ts';

export interface Context {
  readonly streams: Streams;
  /** Something looks at the status, so that `set -e` does not. */
  readonly isChecked: boolean;
}

export interface CompoundState extends SimpleState {
  status: number;
  list(list: List, context: Context): void;
  /** `run` gets a copy of this shell: what it sets, and that it exits, ends with it. */
  inSubshell(run: (shell: CompoundState) => void): number;
}

type Kind<K> = Extract<Command, { readonly kind: K }>;

export function runCompound(command: Exclude<Command, Kind<'simple'>>, shell: CompoundState, context: Context): void {
  const inner = { ...context, streams: redirectedStreams(context.streams, command.redirections) };
  if (command.kind === 'if') return runIf(command.arms, command.otherwise, shell, inner);
  if (command.kind === 'case') return runCase(command.subject, command.arms, shell, inner);
  if (command.kind === 'for') return runFor(command, shell, inner);
  // How often a loop goes round depends on the world.
  if (command.kind === 'loop') throw new CannotTell('loop');
  if (command.isSubshell) shell.status = shell.inSubshell((copy) => copy.list(command.body, inner));
  else shell.list(command.body, inner);
}

function runIf(arms: readonly Arm[], otherwise: List, shell: CompoundState, context: Context): void {
  for (const { condition, body } of arms) {
    shell.list(condition, { ...context, isChecked: true });
    if (shell.status === 0) return shell.list(body, context);
  }
  runBody(otherwise, shell, context);
}

function runCase(subject: Word, arms: readonly CaseArm[], shell: CompoundState, context: Context): void {
  noteSubstitutions([subject], shell);
  const text = textOf(subject, shell.lookup);
  const arm = arms.find(({ patterns }) => patterns.some((pattern) => matches(pattern, text, shell)));
  runBody(arm?.body ?? [], shell, context);
}

function matches(pattern: Word, text: string | null, shell: CompoundState): boolean {
  const glob = patternOf(pattern, shell.lookup);
  return glob === '*' || (glob === null || text === null ? shell.choose() : matchGlob(glob, text));
}

/** With nothing to run the status is 0. */
function runBody(body: List, shell: CompoundState, context: Context): void {
  if (body.length === 0) shell.status = 0;
  shell.list(body, context);
}

function runFor({ name, words, body }: Kind<'for'>, shell: CompoundState, context: Context): void {
  noteSubstitutions(words, shell);
  const values = fieldsOf(words, shell.lookup);
  if (values.length === 0) shell.status = 0;
  for (const value of values) {
    shell.variables.set(name, value);
    shell.list(body, context);
  }
}
