// What is said of a command line that is not taken: why, what was probably meant, and how the command is used. The whole list only for none.
import { nearestWord } from '../config/nearest-word.ts';
import { firstWords, flagsOfWord, globalFlags, ownFlags, secondWords } from './command-words.ts';
import { COMMANDS, type Command } from './commands.ts';
import { escapeLine } from './escape-text.ts';
import { usage, USAGE } from './usage.ts';

/** Who says nothing may not know what there is. */
const NO_COMMAND = 'no command given';

export function usageError(message: string, argv: readonly string[]): string {
  const words = argv.filter((word) => !word.startsWith('-'));
  const said = `stsctl: ${escapeLine(message)}${meant(words, message)}`;
  if (message === NO_COMMAND) return `${said}\n${usage()}`;
  const command = COMMANDS.find(({ name }) => ` ${words.join(' ')} `.includes(` ${name} `));
  return command === undefined ? `${said}\n${USAGE}\nstsctl -h lists the commands` : `${said}\nusage: ${formOf(command)}\nstsctl help ${command.name} says more`;
}

/** As in a manual's synopsis. */
export function formOf(command: Command): string {
  const flags = ownFlags(command).map(({ word, takesValue }) => ` [${word}${takesValue ? ' ...' : ''}]`).join('');
  return `stsctl ${command.name}${flags}${command.operands === '' ? '' : ` ${command.operands}`}`;
}

function meant(words: readonly string[], message: string): string {
  const [, flag] = /^there is no option "(-[^"]+)"/.exec(message) ?? [];
  const known = flag === undefined ? [...firstWords().keys(), ...words.slice(0, 1).flatMap(secondWords)] : flagsFor(words);
  const [, last] = /^there is no command "(?:[^" ]+ )?([^" ]+)"/.exec(message) ?? [];
  const word = flag ?? last;
  const found = word === undefined ? null : nearestWord(word, known);
  return found === null ? '' : `; is it ${found}?`;
}

function flagsFor(words: readonly string[]): string[] {
  return [...words.flatMap(flagsOfWord), ...globalFlags()].map(({ word }) => word).filter((word) => word.startsWith('--'));
}
