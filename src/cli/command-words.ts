// The command line as words, for completions and help: what may stand where, from the table of commands alone.
import { COMMANDS, type Command } from './commands.ts';
import { GLOBAL, OWN } from './flags.ts';

export interface Flag {
  /** With its dashes: "-f", "--json". */
  readonly word: string;
  readonly takesValue: boolean;
}

/** The first words of all commands, each once, with what it does; a group has that of its first command. */
export function firstWords(): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const { name, summary } of COMMANDS) {
    const [first = ''] = name.split(' ');
    if (!words.has(first)) words.set(first, name === first ? summary : `${secondWords(first).join(', ')}`);
  }
  return words;
}

/** For "reports": add, list, show and so on; none for a command of one word. */
export function secondWords(first: string): string[] {
  return COMMANDS.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []));
}

/** What can be said before and behind any command. */
export function globalFlags(): Flag[] {
  return Object.entries(GLOBAL).flatMap(([name, option]) => ['short' in option ? [`-${option.short}`] : [], `--${name}`].flat().map((word) => ({ word, takesValue: option.type === 'string' })));
}

export function ownFlags({ options }: Pick<Command, 'options'>): Flag[] {
  return options.map((name) => ({ word: `--${name}`, takesValue: OWN[name].type === 'string' }));
}

/** Of a word's commands together: "reports" has those of all its commands. */
export function flagsOfWord(first: string): Flag[] {
  const flags = COMMANDS.filter(({ name }) => name === first || name.startsWith(`${first} `)).flatMap(ownFlags);
  return [...new Map(flags.map((flag) => [flag.word, flag])).values()];
}
