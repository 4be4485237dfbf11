// stsctl reports gate: is there evidence that enforce is safe? Exit 0 yes, 2 not yet, with what is missing.
import type { DomainConfig } from '../model/config.ts';
import { Failure } from '../model/failure.ts';
import type { Verdict } from '../reports/gate/judge-gate.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { formatTable } from './format-table.ts';
import { DEMANDS, gateVerdict } from './gate-verdict.ts';
import { loadConfig } from './load-config.ts';
import { domainNamed, readingStore } from './reports-selection.ts';
import type { Terminal } from './terminal.ts';

export async function commandReportsGate(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const { domain, countUnproved } = await chosen(context);
  const demands = { days: options.days ?? DEMANDS.days, organizations: options.organizations ?? DEMANDS.organizations };
  const verdict = readingStore(context, (directory) => gateVerdict(directory, domain, demands, countUnproved));
  if (options.json) terminal.out(JSON.stringify({ version: 1, ...verdict }, null, 2));
  else printVerdict(terminal, verdict);
  return verdict.isReady ? 0 : 2;
}

async function chosen(context: CommandContext): Promise<{ readonly domain: DomainConfig; readonly countUnproved: boolean }> {
  const [name] = context.operands;
  if (name === undefined) throw new Failure([{ code: 'usage', message: 'gate needs a domain', unchanged: 'everything', next: 'stsctl reports gate example.com' }]);
  const domain = domainNamed(name);
  const { domains, reports } = await loadConfig(context);
  const found = domains.find((each) => each.domain === domain);
  if (found !== undefined) return { domain: found, countUnproved: reports.countUnproved };
  throw new Failure([{ code: 'usage', message: `there is no [domain ${name}] in the configuration`, unchanged: 'everything', next: 'name one of its domains' }]);
}

function printVerdict(terminal: Terminal, { domain, isReady, from, to, conditions, failures }: Verdict): void {
  const head = isReady ? terminal.paint('green', 'the reports show that enforce is safe') : terminal.paint('red', 'not yet');
  terminal.out(`${terminal.paint('bold', domain)}: ${head} (${from} to ${to})`);
  for (const { isMet, message, next } of conditions) {
    terminal.out(`  ${isMet ? terminal.paint('green', 'yes') : terminal.paint('red', 'no ')}  ${escapeLine(message)}`);
    if (next !== null) terminal.out(`       next: ${escapeLine(next)}`);
  }
  if (failures.length > 0) printFailures(terminal, failures);
}

function printFailures(terminal: Terminal, failures: Verdict['failures']): void {
  const lines = formatTable([['failure', 'at', 'sessions', 'last', 'seen by'], ...failures.slice(0, 20).map(({ type, mx, sessions, lastDay, organizations }) => [type, mx ?? '-', sessions, lastDay, organizations.slice(0, 3).join(', ')])]);
  terminal.out(`\n${terminal.paint('dim', lines[0] ?? '')}`);
  for (const [index, line] of lines.slice(1).entries()) terminal.out(`${line}\n      ${escapeLine(failures[index]?.cause ?? '')}\n      look into it: ${escapeLine(failures[index]?.check ?? '')}`);
}
