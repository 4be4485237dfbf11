// Commands that a shell does not leave to a program.
import { CannotTell } from './machine.ts';
import { testExpression } from './test-expression.ts';

type Argv = readonly (string | null)[];

export interface ShellState {
  readonly variables: Map<string, string | null>;
  /** Of the last command. */
  readonly status: number;
  /** set -e */
  isErrexit: boolean;
  exit(status: number): never;
  choose(): boolean;
  /** For what runs in the background. */
  wait(): void;
}

type Builtin = (args: Argv, shell: ShellState) => number;

const test: Builtin = (args, shell) => ((testExpression(args) ?? shell.choose()) ? 0 : 1);

function exit([status]: Argv, shell: ShellState): never {
  if (status === null) throw new CannotTell('exit');
  shell.exit(status === undefined ? shell.status : Number(status) & 255);
}

const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  exit,
  return: exit,
  test,
  '[': (args, shell) => test(args.slice(0, -1), shell),
  set: (args, shell) => args.reduce<number>((_, each) => setOption(each, shell), 0),
  wait: (_, shell) => {
    shell.wait();
    return 0;
  },
  export: assign,
  readonly: assign,
  ...Object.fromEntries(['.', 'alias', 'break', 'continue', 'eval', 'local', 'read', 'shift', 'source', 'trap', 'typeset', 'unset'].map((name) => [name, beyond])),
};

export function builtinOf(name: string | null): Builtin | null {
  return name !== null && Object.hasOwn(BUILTINS, name) ? (BUILTINS[name] ?? null) : null;
}

function setOption(word: string | null, shell: ShellState): number {
  const [, sign, letters = ''] = /^([+-])([a-z]+)$/.exec(word ?? '') ?? [];
  if (sign === undefined && word !== 'errexit') return beyond();
  if (letters.includes('e') || word === 'errexit') shell.isErrexit = sign !== '+';
  return 0;
}

function assign(args: Argv, { variables }: ShellState): number {
  for (const each of args) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(each ?? '') ?? [];
    if (each === null) return beyond();
    if (name !== undefined) variables.set(name, value ?? '');
  }
  return 0;
}

function beyond(): never {
  throw new CannotTell('builtin');
}
