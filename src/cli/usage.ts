// The summary of the commands.
import { COMMANDS } from './commands.ts';

/** For usage errors and --help. */
export function usage(): string {
  const width = Math.max(...COMMANDS.map(({ name, operands }) => `${name} ${operands}`.length));
  const lines = COMMANDS.map(({ name, operands, summary }) => `  ${`${name} ${operands}`.padEnd(width)}  ${summary}`);
  return ['usage: stsctl [-nqv] [-f file] [-H host ...] [--root dir] command [argument ...]', ...lines, 'see stsctl(8)'].join('\n');
}
