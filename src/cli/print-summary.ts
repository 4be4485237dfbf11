// The summary for a terminal: tables with bars, failures with their cause.
import type { Counted, Summary } from '../reports/summary/summarize.ts';
import { escapeLine } from './escape-text.ts';
import { bar, formatTable, grouped } from './format-table.ts';
import type { Terminal } from './terminal.ts';

/** Rows of a table; the rest is in --json. */
const MOST_DAYS = 31;
const MOST_ROWS = 15;

export function printSummary(terminal: Terminal, summary: Summary): void {
  const { reports, duplicates, foreign, sessions, byDay, byOrganization, byPolicyType, byTrust } = summary;
  if (reports === 0) return terminal.out(`no report${summary.domain === null ? '' : ` of ${summary.domain}`}${summary.from === null ? '' : ` since ${summary.from}`}`);
  terminal.out(`${terminal.paint('bold', summary.domain ?? 'all domains')}${rangeText(byDay)}`);
  terminal.out(`${numbered(reports, 'report')} (${grouped(byTrust['verified'] ?? 0)} with a verified signature), ${numbered(duplicates, 'duplicate')}${foreign > 0 ? `, ${grouped(foreign)} of other domains refused` : ''}`);
  terminal.out(`${grouped(sessions.successful)} sessions ok, ${terminal.paint(sessions.failed > 0 ? 'red' : 'green', `${grouped(sessions.failed)} failed`)}${shareText(sessions)}`);
  printCounted(terminal, 'day', Object.entries(byDay).slice(-MOST_DAYS));
  printCounted(terminal, 'organization', Object.entries(byOrganization).slice(0, MOST_ROWS));
  printCounted(terminal, 'policy type', Object.entries(byPolicyType));
  printFailures(terminal, summary);
}

function numbered(number: number, word: string): string {
  return `${grouped(number)} ${word}${number === 1 ? '' : 's'}`;
}

function rangeText(byDay: Summary['byDay']): string {
  const days = Object.keys(byDay);
  return days.length === 0 ? '' : `, ${days[0]} to ${days.at(-1)}`;
}

function shareText({ successful, failed }: Summary['sessions']): string {
  return failed === 0 ? '' : ` (${((100 * failed) / (successful + failed)).toFixed(failed * 100 < successful ? 2 : 1)} %)`;
}

function printCounted(terminal: Terminal, title: string, rows: readonly (readonly [string, Counted])[]): void {
  const most = Math.max(...rows.map(([, { successful, failed }]) => successful + failed));
  const lines = formatTable([[title, 'reports', 'ok', 'failed', ''], ...rows.map(([name, { reports, successful, failed }]) => [name, reports, successful, failed, bar(successful + failed, most)])]);
  printTable(terminal, lines, rows.map(([, { failed }]) => failed > 0));
}

function printTable(terminal: Terminal, [header = '', ...lines]: readonly string[], areRed: readonly boolean[] = []): void {
  terminal.out(`\n${terminal.paint('dim', header)}`);
  for (const [index, line] of lines.entries()) terminal.out(areRed[index] === true ? terminal.paint('red', line) : line);
}

function printFailures(terminal: Terminal, { byResultType, byMx, bySendingNetwork }: Summary): void {
  const types = Object.entries(byResultType).slice(0, MOST_ROWS);
  if (types.length === 0) return;
  const most = Math.max(...types.map(([, { sessions }]) => sessions));
  terminal.out(`\nfailures (a session may stand under several types)`);
  const lines = formatTable(types.map(([type, { sessions }]) => [type, sessions, bar(sessions, most)]));
  for (const [index, [, { cause, check }]] of types.entries()) terminal.out(`${lines[index] ?? ''}\n    ${escapeLine(cause)}\n    look into it: ${escapeLine(check)}`);
  const hosts = Object.entries(byMx).slice(0, MOST_ROWS);
  if (hosts.length > 0) printTable(terminal, formatTable([['failed at', 'sessions', 'mostly'], ...hosts.map(([mx, { sessions, byResultType: its }]) => [mx, sessions, Object.keys(its).slice(0, 2).join(', ')])]));
  const networks = Object.entries(bySendingNetwork).slice(0, MOST_ROWS);
  printTable(terminal, formatTable([['sent from', 'sessions'], ...networks.map(([network, { sessions }]) => [network, sessions])]));
}
