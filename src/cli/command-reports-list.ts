// stsctl reports list: a line for each policy of the reports that are kept, month by month in the order they came.
import { formatStored } from '../formats/tls-report/stored-line.ts';
import type { StoredReport } from '../model/tls-report.ts';
import { readStored } from '../reports/store/read-stored.ts';
import { isWithin, monthsWithin, type Selection } from '../reports/summary/summarize.ts';
import type { CommandContext } from './command-context.ts';
import { csvLine, formatTable, type TableCell } from './format-table.ts';
import { readingStore, selectionOf } from './reports-selection.ts';

const HEADER = ['id', 'day', 'organization', 'domain', 'policy', 'ok', 'failed', 'signature'] as const;

/** Lines written at once: a store of a million reports is listed in pieces. */
const PIECE = 500;

export async function commandReportsList(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const selection = selectionOf(context);
  readingStore(context, (directory) => {
    const reports = reportsIn(directory, selection);
    if (options.json) return terminal.out(JSON.stringify({ version: 1, reports: [...reports] }, null, 2));
    const printed = options.ndjson ? printPieces(reports, (each) => [formatStored(each)]) : options.csv ? printPieces(reports, (each) => rowsOf(each).map(csvLine), csvLine(HEADER)) : printTables(reports);
    for (const piece of printed) terminal.out(piece);
    return undefined;
  });
  return 0;
}

function* reportsIn(directory: string, selection: Selection): Generator<StoredReport> {
  for (const month of monthsWithin(directory, selection)) {
    for (const { report } of readStored(directory, month)) {
      if (!isWithin(report.day, selection)) continue;
      if (selection.domain === null || report.policies.some(({ domain }) => domain === selection.domain)) yield report;
    }
  }
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

function* piecesOf(reports: Iterable<StoredReport>): Generator<StoredReport[]> {
  let piece: StoredReport[] = [];
  for (const report of reports) {
    piece.push(report);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
