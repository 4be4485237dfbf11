// Tables, with a bar in the last column where it helps: the table is what is read, the bar what is seen.
import { grouped } from './grouped.ts';
import { html, Html, type Piece } from './html.ts';

export interface Table {
  readonly caption: Piece;
  /** "#failed" is a column of numbers. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | Html)[])[];
  /** A bar for each row, as [value, largest]. */
  readonly bars?: readonly (readonly [number, number])[];
}

export function table({ caption, columns, rows, bars }: Table): Html {
  const head = columns.map((column) => (column.startsWith('#') ? html`<th scope="col" class="n">${column.slice(1)}</th>` : html`<th scope="col">${column}</th>`));
  const body = rows.map((row, index) => html`<tr>${row.map((cell, column) => cellOf(cell, column))}${bars === undefined ? null : barOf(bars[index])}</tr>
`);
  return html`<div class="scroll"><table><caption>${caption}</caption><thead><tr>${head}${bars === undefined ? null : html`<th class="bar" aria-hidden="true"></th>`}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

function cellOf(cell: Piece, column: number): Html {
  if (typeof cell === 'number') return html`<td class="n">${grouped(cell)}</td>`;
  return column === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`;
}

function barOf([value, largest]: readonly [number, number] = [0, 0]): Html {
  const width = largest === 0 || value === 0 ? 0 : Math.max(1, Math.round((100 * value) / largest));
  return html`<td class="bar" aria-hidden="true"><svg viewBox="0 0 100 10" preserveAspectRatio="none"><rect class="fill-bar" y="2" width="${width}" height="6"/></svg></td>`;
}
