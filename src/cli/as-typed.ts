// Commands in advice, as they are to be typed: with the file, the hosts and the root that this run was given.
import type { Options } from './command-context.ts';
import { COMMANDS, type Command } from './commands.ts';
import { escapeLine } from './escape-text.ts';

type Given = Pick<Options, 'configFile' | 'root' | 'hosts'>;

/** In words, "stsctl" and a command, or "stsctl --accept-new" alone; what is said with flags of its own before the command stays. */
const SAID = /(?<!['\w.\/-])stsctl (-n )?(--accept-new|[a-z][a-z-]*(?: [a-z]+)?)/g;

/** "stsctl plan" becomes "stsctl -f my.conf --root /tmp/tree plan". `host`: what is said of one host among those that were given is to be done there. */
export function asTyped(advice: string, given: Given, host: string | null = null): string {
  if (given.configFile === null && given.root === '' && given.hosts.length === 0) return advice;
  return advice.replace(SAID, (said, dry: string | undefined, words: string) => {
    const command = COMMANDS.find(({ name }) => name === words) ?? COMMANDS.find(({ name }) => name === words.split(' ')[0]);
    if (command === undefined && words !== '--accept-new') return said;
    return ['stsctl', ...flagsFor(command ?? null, given, host).map((word) => escapeLine(word)), `${dry ?? ''}${words}`].join(' ');
  });
}

/** Null: of any command. A walk goes on with the hosts that it was begun with. */
function flagsFor(command: Command | null, { configFile, root, hosts }: Given, host: string | null): string[] {
  const meant = host === null || /^(?:mode|mx|retire)\b/.test(command?.name ?? '') ? hosts : [host];
  return [
    ...(configFile === null || (command !== null && !readsConfiguration(command)) ? [] : ['-f', configFile]),
    ...(command?.remote === 'no' ? [] : meant.flatMap((each) => ['-H', each])),
    ...(root === '' || command?.options.includes('root') !== true ? [] : ['--root', root]),
  ];
}

function readsConfiguration({ name }: Command): boolean {
  return !/^(?:explain|help|completions)$/.test(name);
}
