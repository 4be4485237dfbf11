// stsctl explain: what a code means; without one, which there are.
import type { CommandContext } from './command-context.ts';
import { EXPLANATIONS, explanationsOf, formatExplanation } from './explain-code.ts';
import { formatTable } from './format-table.ts';

export async function commandExplain({ terminal, operands, options }: CommandContext): Promise<number> {
  const [code] = operands;
  if (options.json) terminal.out(JSON.stringify({ version: 1, codes: (code === undefined ? [...EXPLANATIONS.keys()] : [code]).flatMap(asJson) }, null, 2));
  else terminal.out(code === undefined ? listed() : formatExplanation(code));
  return 0;
}

function asJson(code: string) {
  return explanationsOf(code).map((each) => ({ code, ...each }));
}

function listed(): string {
  return formatTable([...EXPLANATIONS].flatMap(([code, all]) => all.map(({ kind, clause }) => [code, kind, clause])), '').join('\n');
}
