// Commands in advice, as they are to be typed: with the file, the hosts and the root that this run was given.
import type { Options } from './command-context.ts';
import { COMMANDS } from './commands.ts';
import { escapeLine } from './escape-text.ts';

type Given = Pick<Options, 'configFile' | 'root' | 'hosts'>;

/** "stsctl plan" becomes "stsctl -f my.conf plan --root /tmp/tree"; what is said with flags of its own before the command stays. */
export function asTyped(advice: string, given: Given): string {
  if (given.configFile === null && given.root === '' && given.hosts.length === 0) return advice;
  return advice.replace(/(?<!['\w.\/-])stsctl (-n )?([a-z][a-z-]*(?: [a-z]+)?)/g, (said, dry: string | undefined, words: string) => {
    const command = COMMANDS.find(({ name }) => name === words) ?? COMMANDS.find(({ name }) => name === words.split(' ')[0]);
    if (command === undefined) return said;
    const hosts = command.remote === 'no' ? [] : given.hosts.flatMap((host) => ['-H', host]);
    const before = [...(given.configFile === null || !readsConfiguration(command.name) ? [] : ['-f', given.configFile]), ...hosts, ...(given.root === '' || !command.options.includes('root') ? [] : ['--root', given.root])];
    return ['stsctl', ...before.map((word) => escapeLine(word)), `${dry ?? ''}${words}`].join(' ');
  });
}

function readsConfiguration(name: string): boolean {
  return !/^(?:explain|help|completions)$/.test(name);
}
