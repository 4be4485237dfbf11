// stsctl reports summary: sessions and failures, summed up. Exit 0 whatever it says: gate is what judges.
import type { Summary } from '../reports/summary/summarize.ts';
import { summarize } from '../reports/summary/summarize.ts';
import type { CommandContext } from './command-context.ts';
import { csvLine, type TableCell } from './format-table.ts';
import { printSummary } from './print-summary.ts';
import { readingStore, selectionOf } from './reports-selection.ts';

export async function commandReportsSummary(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const summary = readingStore(context, (directory) => summarize(directory, selectionOf(context)));
  if (options.json) terminal.out(JSON.stringify({ version: 1, ...summary }, null, 2));
  else if (options.csv) terminal.out([['by', 'name', 'reports', 'successful', 'failed'], ...rowsOf(summary)].map(csvLine).join('\n'));
  else if (options.ndjson) terminal.out(rowsOf(summary).map(([by, name, reports, successful, failed]) => JSON.stringify({ by, name, reports, successful, failed })).join('\n'));
  else printSummary(terminal, summary);
  return 0;
}

/** One row a sum. Of result types, hosts and networks only failed sessions are known. */
function rowsOf({ reports, sessions, byDay, byOrganization, byPolicyType, byResultType, byMx, bySendingNetwork }: Summary): (TableCell | null)[][] {
  const counted = (by: string, of: Summary['byDay']) => Object.entries(of).map(([name, each]) => [by, name, each.reports, each.successful, each.failed]);
  return [
    ['total', '', reports, sessions.successful, sessions.failed],
    ...counted('day', byDay),
    ...counted('organization', byOrganization),
    ...counted('policy-type', byPolicyType),
    ...Object.entries(byResultType).map(([name, each]) => ['result-type', name, each.reports, null, each.sessions]),
    ...Object.entries(byMx).map(([name, each]) => ['mx', name, null, null, each.sessions]),
    ...Object.entries(bySendingNetwork).map(([name, each]) => ['sending-network', name, null, null, each.sessions]),
  ];
}
