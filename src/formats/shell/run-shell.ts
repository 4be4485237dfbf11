// What a shell command would do, in thought: a machine answers for its programs.
import { CannotTell, type Machine, type Streams } from './machine.ts';
import { parseShell } from './parse-shell.ts';
import { runCompound, type CompoundState, type Context } from './run-compound.ts';
import { runSimple } from './run-simple.ts';
import type { AndOr, Command, List, Pipeline } from './tree.ts';

/** `sh -c` within `sh -c`; each has its own prefix. */
const LONGEST_PREFIX = 20;

class Exit extends Error {
  readonly status: number;

  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** Its exit status. Throws CannotTell. */
export function runShell(list: List, machine: Machine): number {
  const context = { streams: { out: true, err: true }, isChecked: false };
  return new Shell(machine).inSubshell((shell) => shell.list(list, context));
}

class Shell implements CompoundState {
  readonly machine: Machine;
  readonly variables = new Map<string, string | null>();
  status = 0;
  isErrexit = false;
  idPrefix = '';
  /** What runs in the background ends after all that does not wait for it. */
  #background: (() => void)[] = [];

  constructor(machine: Machine) {
    this.machine = machine;
  }

  readonly lookup = (name: string): string | null => (name === '?' ? String(this.status) : (this.variables.get(name) ?? null));

  choose(): boolean {
    return this.machine.choose();
  }

  exit(status: number): never {
    throw new Exit(status);
  }

  nested(text: string, id: string, streams: Streams, isErrexit: boolean): number {
    const list = parseShell(text);
    if (list === null || id.length > LONGEST_PREFIX) throw new CannotTell('sh -c');
    const shell = new Shell(this.machine);
    shell.idPrefix = `${id}.`;
    shell.isErrexit = isErrexit;
    return shell.inSubshell((inner) => inner.list(list, { streams, isChecked: false }));
  }

  inSubshell(run: (shell: Shell) => void): number {
    const shell = new Shell(this.machine);
    for (const [name, value] of this.variables) shell.variables.set(name, value);
    [shell.status, shell.isErrexit, shell.idPrefix] = [this.status, this.isErrexit, this.idPrefix];
    const status = endOf(() => run(shell)) ?? shell.status;
    shell.wait();
    return status;
  }

  wait(): void {
    const jobs = this.#background;
    this.#background = [];
    for (const job of jobs) job();
  }

  list(list: List, context: Context): void {
    for (const andOr of list) {
      if (!andOr.isBackground) this.#andOr(andOr, context);
      else {
        this.#background.push(() => void this.inSubshell((shell) => shell.#andOr(andOr, context)));
        this.status = 0;
      }
    }
  }

  #andOr({ first, rest }: AndOr, context: Context): void {
    this.#pipeline(first, { ...context, isChecked: context.isChecked || rest.length > 0 });
    rest.forEach(({ operator, pipeline }, index) => {
      if ((operator === '&&') !== (this.status === 0)) return;
      this.#pipeline(pipeline, { ...context, isChecked: context.isChecked || index < rest.length - 1 });
    });
  }

  #pipeline({ isNegated, commands }: Pipeline, context: Context): void {
    const inner = { ...context, isChecked: context.isChecked || isNegated };
    const [command] = commands;
    if (commands.length > 1) this.status = this.#piped(commands, inner);
    else if (command !== undefined) this.#command(command, inner);
    if (isNegated) this.status = this.status === 0 ? 1 : 0;
    else if (this.isErrexit && !context.isChecked && this.status !== 0 && isLookedAt(commands)) this.exit(this.status);
  }

  /** Each in a shell of its own; the last one's status counts. */
  #piped(commands: readonly Command[], context: Context): number {
    const statuses = commands.map((command, index) => {
      const streams = index < commands.length - 1 ? { ...context.streams, out: false } : context.streams;
      return this.inSubshell((shell) => shell.#command(command, { ...context, streams }));
    });
    return statuses.at(-1) ?? 0;
  }

  #command(command: Command, context: Context): void {
    if (command.kind === 'simple') this.status = runSimple(command, this, context.streams);
    else runCompound(command, this, context);
  }
}

/** The status that it exits with; null when it comes to its end. */
function endOf(run: () => void): number | null {
  try {
    run();
    return null;
  } catch (error) {
    if (error instanceof Exit) return error.status;
    throw error;
  }
}

/** By `set -e`: what fails within a compound command was looked at there already, or was not to be (POSIX 2.14 set -e). */
function isLookedAt(commands: readonly Command[]): boolean {
  const [command] = commands;
  return commands.length > 1 || command?.kind === 'simple' || (command?.kind === 'group' && command.isSubshell);
}
