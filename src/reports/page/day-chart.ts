// Sessions by day as inline SVG, ok above, failed below the line on a scale of their own; the table is behind it.
import type { Counted } from '../summary/summarize.ts';
import { grouped } from '../../formats/page/grouped.ts';
import { html, type Html } from '../../formats/page/html.ts';
import { table } from '../../formats/page/table.ts';

const [WIDTH, TOP, UP, DOWN, LEFT, BOTTOM] = [760, 6, 120, 60, 0, 4];
const BASE = TOP + UP;

type Day = readonly [string, Counted];

export function dayChart(reported: readonly Day[]): Html {
  const days = withGaps(reported);
  const label = `Sessions by day: ${reported.length} days, ${sum(days, 'successful')} sessions ok, ${sum(days, 'failed')} failed`;
  return html`<figure>
<p class="legend soft"><span>${key('fill-ok')}ok, up to ${grouped(most(days, 'successful'))} a day</span><span>${key('fill-bad')}failed, up to ${grouped(most(days, 'failed'))} a day (a scale of its own)</span></p>
<svg class="days" viewBox="0 0 ${WIDTH} ${BASE + DOWN + BOTTOM}" role="img" aria-label="${label}">${bars(days)}<line class="axis" x1="0" x2="${WIDTH}" y1="${BASE}" y2="${BASE}"/></svg>
<p class="axis-labels soft" aria-hidden="true">${axis(days)}</p>
<details><summary>The days as a table</summary>${table({ caption: 'Sessions by day', columns: ['day', '#reports', '#ok', '#failed'], rows: reported.map(([day, { reports, successful, failed }]) => [day, reports, successful, failed]) })}</details>
</figure>`;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 800;

/** A day without a report is a gap that must be seen. */
function withGaps(days: readonly Day[]): readonly Day[] {
  const [first, last] = [Date.parse(days[0]?.[0] ?? ''), Date.parse(days.at(-1)?.[0] ?? '')];
  const count = Math.round((last - first) / DAY_MS) + 1;
  if (!(count > days.length && count <= MOST_DAYS)) return days;
  const known = new Map(days);
  return Array.from({ length: count }, (_, index) => new Date(first + index * DAY_MS).toISOString().slice(0, 10)).map((day) => [day, known.get(day) ?? { reports: 0, successful: 0, failed: 0 }]);
}

function key(fill: string): Html {
  return html`<svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${fill}" width="10" height="10"/></svg>`;
}

function bars(days: readonly Day[]): Html[] {
  const step = (WIDTH - 2 * LEFT) / Math.max(days.length, 7);
  const width = Math.max(1, step * 0.72);
  const [up, down] = [most(days, 'successful'), most(days, 'failed')];
  return days.map(([day, { reports, successful, failed }], index) => {
    const x = round(LEFT + index * step + (step - width) / 2);
    const [above, below] = [heightOf(successful, up, UP), heightOf(failed, down, DOWN)];
    return html`<g><title>${day}: ${reports === 0 ? 'no report' : `${grouped(successful)} ok, ${grouped(failed)} failed`}</title><rect class="fill-ok" x="${x}" y="${round(BASE - above)}" width="${round(width)}" height="${above}"/><rect class="fill-bad" x="${x}" y="${BASE + 1}" width="${round(width)}" height="${below}"/></g>`;
  });
}

/** Whatever is not nothing can be seen. */
function heightOf(value: number, whole: number, height: number): number {
  return value === 0 ? 0 : round(Math.max(1.5, (value / whole) * height));
}

/** First and last, outside the picture: text in it would shrink with it. */
function axis(days: readonly Day[]): Html[] {
  return [days[0], days.length > 1 ? days.at(-1) : undefined].flatMap((each) => (each === undefined ? [] : [html`<span>${each[0]}</span>`]));
}

function most(days: readonly Day[], what: 'successful' | 'failed'): number {
  return days.reduce((largest, [, counted]) => Math.max(largest, counted[what]), 0);
}

function sum(days: readonly Day[], what: 'successful' | 'failed'): number {
  return days.reduce((total, [, counted]) => total + counted[what], 0);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
