// The reports of a selection, month by month in the order they came, a few hundred at a time.
import type { StoredReport } from '../model/tls-report.ts';
import { readStored } from '../reports/store/read-stored.ts';
import { isWithin, monthsWithin, type Selection } from '../reports/summary/summarize.ts';

/** Lines written at once: a store of a million reports is printed in pieces. */
const PIECE = 500;

export function* reportsIn(directory: string, selection: Selection): Generator<StoredReport> {
  for (const month of monthsWithin(directory, selection)) {
    for (const { report } of readStored(directory, month)) {
      if (!isWithin(report.day, selection)) continue;
      if (selection.domain === null || report.policies.some(({ domain }) => domain === selection.domain)) yield report;
    }
  }
}

export function* piecesOf(reports: Iterable<StoredReport>): Generator<StoredReport[]> {
  let piece: StoredReport[] = [];
  for (const report of reports) {
    piece.push(report);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
