// stsctl completions: for the shell that is named.
import { Failure } from '../model/failure.ts';
import type { CommandContext } from './command-context.ts';
import { SHELLS } from './completions.ts';

export async function commandCompletions({ terminal, operands }: CommandContext): Promise<number> {
  const [shell = ''] = operands;
  if (!Object.hasOwn(SHELLS, shell)) throw new Failure([{ code: 'usage', message: `completions takes one of ${Object.keys(SHELLS).join(', ')}, not "${shell}"`, unchanged: 'everything', next: 'stsctl completions ksh >> ~/.kshrc' }]);
  terminal.out(SHELLS[shell as keyof typeof SHELLS]());
  return 0;
}
