// What an add came to: silent for the one mail of a delivery agent when all is well.
import type { Added } from '../reports/add-reports.ts';
import type { Rejected } from '../reports/input/arrival.ts';
import { escapeLine } from './escape-text.ts';
import type { Terminal } from './terminal.ts';

export function printAdded(terminal: Terminal, added: Added, rejected: readonly Rejected[], isOneMail: boolean): void {
  const told = rejected.filter(({ reason }) => isOneMail || terminal.isVerbose || reason !== 'no-report');
  for (const { name, problem } of told) terminal.err(`${escapeLine(name === '-' ? 'standard input' : name)}: ${escapeLine(problem)}; not stored`);
  if (terminal.isQuiet || (isOneMail && !terminal.isVerbose)) return;
  terminal.out(sentenceOf(added));
}

function sentenceOf({ stored, duplicates, foreign, rejected, removedMonths }: Added): string {
  const parts = [
    `${count(stored, 'report')} stored`,
    duplicates > 0 ? `${count(duplicates, 'duplicate')}` : '',
    rejected > 0 ? `${rejected} not stored` : '',
    foreign > 0 ? `${count(foreign, 'policy', 'policies')} of other domains left out` : '',
    removedMonths.length > 0 ? `removed ${removedMonths.join(', ')} (keep_days)` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
