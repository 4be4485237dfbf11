// Columns for the terminal, bars in them, and the same rows as CSV. Every cell is escaped here.
import { escapeLine } from './escape-text.ts';

export type TableCell = string | number;

/** Columns as wide as their widest cell; numbers to the right. */
export function formatTable(rows: readonly (readonly TableCell[])[], indent = '  '): string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? grouped(cell) : escapeLine(cell))));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row, index) => {
    const padded = row.map((cell, column) => (typeof rows[index]?.[column] === 'number' ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)));
    return `${indent}${padded.join('  ')}`.trimEnd();
  });
}

/** 1234567 → "1,234,567". */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A part of the whole in `width` columns; whatever is not nothing shows. */
export function bar(value: number, most: number, width = 20): string {
  if (value <= 0 || most <= 0) return '';
  const eighths = Math.max(1, Math.round((value / most) * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe. */
export function csvLine(cells: readonly (TableCell | null)[]): string {
  return cells.map(csvCell).join(',');
}

function csvCell(cell: TableCell | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  const shown = escapeLine(harmless);
  return /[",\n\r]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
