// The summary of the commands.
import { COMMANDS } from './commands.ts';

export const USAGE = 'usage: stsctl [-nqv] [-f file] [-H host ...] [--root dir] command [argument ...]';

/** For --help, and for no command at all. */
export function usage(): string {
  const width = Math.max(...COMMANDS.map(({ name, operands }) => `${name} ${operands}`.length));
  const lines = COMMANDS.map(({ name, operands, summary }) => `  ${`${name} ${operands}`.padEnd(width)}  ${summary}`);
  return [USAGE, ...lines, 'see stsctl(8)'].join('\n');
}
