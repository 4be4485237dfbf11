// stsctl help COMMAND: the manual's words on it, by mandoc(1); where there is none, its flags.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../model/failure.ts';
import { runProgram } from '../transport/run-program.ts';
import type { CommandContext } from './command-context.ts';
import { COMMANDS, type Command } from './commands.ts';
import { manualSection } from './manual-section.ts';
import { formOf } from './usage-error.ts';

const MANDOC = '/usr/bin/mandoc';

export async function commandHelp({ terminal, operands, packageDirectory }: CommandContext): Promise<number> {
  const name = operands.join(' ');
  const commands = COMMANDS.filter((each) => each.name === name || each.name.startsWith(`${name} `));
  if (commands.length === 0) throw new Failure([{ code: 'usage', message: `there is no command "${name}"`, unchanged: 'everything', next: 'stsctl help lists them' }]);
  terminal.out((await manual(name, packageDirectory)) ?? commands.map(summaryOf).join('\n\n'));
  return 0;
}

/** Null where mandoc is not there, as on most machines that are not OpenBSD. */
async function manual(name: string, packageDirectory: string): Promise<string | null> {
  const section = manualSection(readFileSync(join(packageDirectory, 'man/stsctl.8'), 'utf8'), name);
  if (section === null || !existsSync(MANDOC)) return null;
  const { exit, stdout } = await runProgram([MANDOC, '-Tascii'], { cwd: '/', stdin: section, timeoutMs: 10_000 });
  return exit === 0 ? plain(stdout) : null;
}

/** Without the page's head and foot, and without what terminals of paper take for bold. */
function plain(page: string): string {
  const lines = page.replace(/.[\b]/g, '').trimEnd().split('\n').slice(1, -1);
  return lines.filter((line) => line !== 'STSCTL').join('\n').replace(/^\n+|\n+$/g, '');
}

function summaryOf(command: Command): string {
  return `${formOf(command)}\n  ${command.summary}\nsee stsctl(8)`;
}
