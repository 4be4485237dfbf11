// stsctl reports export: the store as rows for the bulk loader of a database, in pieces, so that any store takes the same memory.
import type { StoredReport } from '../model/tls-report.ts';
import type { Selection } from '../reports/summary/summarize.ts';
import type { CommandContext } from './command-context.ts';
import { EXPORT_COLUMNS, exportCsv, exportRow, type ExportRow } from './export-row.ts';
import { piecesOf, reportsIn } from './reports-in-pieces.ts';
import { printingStore, selectionOf } from './reports-selection.ts';

export async function commandReportsExport(context: CommandContext): Promise<number> {
  await printingStore(context, (directory) => printed(directory, selectionOf(context), context.options.csv));
  return 0;
}

function* printed(directory: string, selection: Selection, isCsv: boolean): Generator<string> {
  const format = isCsv ? exportCsv : (row: ExportRow) => JSON.stringify(row);
  if (isCsv) yield EXPORT_COLUMNS.join(',');
  for (const piece of piecesOf(reportsIn(directory, selection))) yield piece.flatMap((report) => rowsOf(report, selection)).map(format).join('\n');
}

function rowsOf(report: StoredReport, { domain }: Selection): ExportRow[] {
  return report.policies.filter((policy) => domain === null || policy.domain === domain).map((policy) => exportRow(report, policy));
}
