// Loops that run acme-client until it exits 0, which it does not while nothing is due (acme-client(1) EXIT STATUS).
import type { Command, List } from '../shell/tree.ts';
import { acmeClientRun } from './acme-client-run.ts';
import { listsOf, runsWritten } from './runs-written.ts';

/** Any of them may end the loop in another way. */
const ENDS = new Set<string | null | undefined>(['break', 'exit', 'return', 'exec', 'kill', 'eval', '.', null, undefined]);

/** Only where nothing else can end it. */
export function hasEndlessRenewal(list: List): boolean {
  return list.flatMap(({ first, rest }) => [first, ...rest.map(({ pipeline }) => pipeline)]).some(({ commands }) => commands.some(isEndless));
}

function isEndless(command: Command): boolean {
  if (command.kind === 'simple') return false;
  if (command.kind !== 'loop') return listsOf(command).some(hasEndlessRenewal);
  const { condition, body, isUntil } = command;
  const last = condition.at(-1);
  const asksOnlyThat = last?.rest.length === 0 && last.first.commands.length === 1 && last.first.isNegated !== isUntil;
  return asksOnlyThat && renewsLast(condition) && ![...runsWritten(condition), ...runsWritten(body)].some(([program]) => ENDS.has(program));
}

function renewsLast(condition: List): boolean {
  const command = condition.at(-1)?.first.commands[0];
  return command?.kind === 'simple' && acmeClientRun(runsWritten(condition.slice(-1))[0] ?? [])?.renews === true;
}
