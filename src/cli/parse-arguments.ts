// The command line, by node:util parseArgs; what it does not take is told with the usage.
import { parseArgs } from 'node:util';
import { COMMANDS, type Command } from './commands.ts';
import type { Options } from './command-context.ts';
import { GLOBAL, OWN } from './flags.ts';
import { optionsOf } from './options-of.ts';
import { countsOf } from './parse-counts.ts';
import { endpointsOf } from './parse-endpoints.ts';
import { wrongUse } from './wrong-use.ts';

export type Parsed =
  | { readonly kind: 'run'; readonly command: Command; readonly operands: readonly string[]; readonly options: Options; readonly quiet: boolean; readonly verbose: boolean }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export function parseArguments(argv: readonly string[]): Parsed {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: { ...GLOBAL, ...OWN }, allowPositionals: true, strict: true });
  } catch (error) {
    return { kind: 'wrong', message: wordsOf((error as Error).message) };
  }
  const { values, positionals } = parsed;
  if (values.version === true) return { kind: 'version' };
  if (values.help === true || (positionals[0] === 'help' && positionals.length === 1)) return { kind: 'help' };
  const command = commandOf(positionals);
  if (typeof command === 'string') return { kind: 'wrong', message: command };
  const operands = positionals.slice(command.name.split(' ').length);
  const wrong = wrongUse(command, operands, values);
  if (wrong !== null) return { kind: 'wrong', message: wrong };
  const counts = countsOf(values);
  if (typeof counts === 'string') return { kind: 'wrong', message: counts };
  const endpoints = endpointsOf(values);
  if (typeof endpoints === 'string') return { kind: 'wrong', message: endpoints };
  const options = { ...optionsOf(values), ...counts, ...endpoints };
  return { kind: 'run', command, operands, options, quiet: values.quiet === true, verbose: values.verbose === true };
}

/** The two-word commands of a word that is none by itself are told. */
function commandOf([first, second]: readonly string[]): Command | string {
  const found = COMMANDS.find(({ name }) => name === `${first} ${second}`) ?? COMMANDS.find(({ name }) => name === first);
  if (found !== undefined) return found;
  const group = COMMANDS.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(name.indexOf(' ') + 1)] : []));
  if (group.length > 0) return second === undefined ? `${first} needs one of ${group.join(', ')}` : `there is no command "${first} ${second}"; there are ${group.join(', ')}`;
  return first === undefined ? 'no command given' : `there is no command "${first}"`;
}

/** Of node:util's, which also say how to pass an operand that begins with a dash. */
function wordsOf(message: string): string {
  const [said = ''] = message.split(/\.\s/);
  return said.replace(/^Unknown option '(.*)'$/, 'there is no option "$1"').replace(/^Option '(.*?)(?: <value>)?' argument missing$/, '$1 needs a value').replace(/^Option '(.*)' does not take an argument$/, '$1 takes no value').replace(/^Option '(.*?)(?: <value>)?' argument is ambiguous$/, '$1 needs a value');
}
