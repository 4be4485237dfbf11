// stsctl reports list: a line for each policy of the reports that are kept, month by month in the order they came.
import { formatStored } from '../formats/tls-report/stored-line.ts';
import type { StoredReport } from '../model/tls-report.ts';
import type { CommandContext } from './command-context.ts';
import { csvLine, formatTable, type TableCell } from './format-table.ts';
import { piecesOf, reportsIn } from './reports-in-pieces.ts';
import { printingStore, readingStore, selectionOf } from './reports-selection.ts';

const HEADER = ['id', 'day', 'organization', 'domain', 'policy', 'ok', 'failed', 'signature'] as const;

export async function commandReportsList(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const selection = selectionOf(context);
  if (options.json) terminal.out(readingStore(context, (directory) => JSON.stringify({ version: 1, reports: [...reportsIn(directory, selection)] }, null, 2)));
  else await printingStore(context, (directory) => printed(reportsIn(directory, selection), options));
  return 0;
}

function printed(reports: Iterable<StoredReport>, { ndjson, csv }: CommandContext['options']): Iterable<string> {
  if (ndjson) return printPieces(reports, (each) => [formatStored(each)]);
  return csv ? printPieces(reports, (each) => rowsOf(each).map(csvLine), csvLine(HEADER)) : printTables(reports);
}

function rowsOf(report: StoredReport): TableCell[][] {
  return report.policies.map(({ domain, type, successful, failed }) => [report.id, report.day, report.organization, domain, type, successful, failed, report.trust.result]);
}

function* printPieces(reports: Iterable<StoredReport>, linesOf: (report: StoredReport) => readonly string[], header?: string): Generator<string> {
  if (header !== undefined) yield header;
  for (const piece of piecesOf(reports)) yield piece.flatMap(linesOf).join('\n');
}

function* printTables(reports: Iterable<StoredReport>): Generator<string> {
  for (const piece of piecesOf(reports)) yield formatTable([[...HEADER], ...piece.flatMap(rowsOf)], '').join('\n');
}
