// The next command, for who reads along: on a terminal alone, since scripts and cron have theirs.
import type { CommandContext } from './command-context.ts';

export function advise({ terminal, options }: Pick<CommandContext, 'terminal' | 'options'>, next: string): void {
  if (terminal.screen !== null && !options.json) terminal.err(`next: ${terminal.typed(next)}`);
}
